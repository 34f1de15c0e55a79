// The types that users of Brink name in their code: events, outcomes and addresses.
@_exported public import CloudFrontEvents
@_exported public import Invocations
