/// The resources of a manifest by name, and the known resource types.
struct ResourceTable {
    struct Entry {
        let name: String
        let position: SourcePosition
        let type: String
        let reader: ObjectReader
    }

    static let edgeFunction = "edge-lambda-function"
    static let bucket = "bucket"
    static let hostingBucket = "hosting-bucket"

    /// Every type of the public schema (S:types/stacktape-config).
    static let types = [
        edgeFunction, bucket, hostingBucket, "function", "http-api-gateway", "application-load-balancer",
        "network-load-balancer", "web-service", "private-service", "worker-service",
        "multi-container-workload", "batch-job", "nextjs-web", "astro-web", "nuxt-web", "sveltekit-web",
        "solidstart-web", "tanstack-web", "remix-web", "relational-database", "dynamo-db-table",
        "redis-cluster", "mongo-db-atlas-cluster", "upstash-redis", "upstash-kafka-topic", "event-bus",
        "state-machine", "sqs-queue", "sns-topic", "kinesis-stream", "user-auth-pool", "bastion",
        "web-app-firewall", "open-search-domain", "efs-filesystem", "deployment-script",
        "aws-cdk-construct", "custom-resource-instance", "custom-resource-definition", "convex",
        "agentcore-runtime", "agentcore-memory", "agentcore-gateway", "agentcore-browser",
        "agentcore-code-interpreter",
    ]

    /// The types that can have a CDN but cannot run here.
    static let unrunnableOrigins = [
        "http-api-gateway", "application-load-balancer", "function", "web-service",
    ]

    /// The types that are out of reach outside a VPC (S:.../_utils/edge-lambdas.ts, e37).
    static let reachableFromVPCOnly = ["relational-database", "redis-cluster", "mongo-db-atlas-cluster"]

    /// The other types that `connectTo` gives access to (S:.../utils/resource-references.ts).
    static let connectable = [
        "function", "multi-container-workload", "batch-job", "state-machine", "event-bus", bucket,
        "dynamo-db-table", "user-auth-pool", "sqs-queue", "sns-topic", "open-search-domain",
        "kinesis-stream", "upstash-redis", "upstash-kafka-topic",
    ]

    /// The services that `connectTo` gives access to without a resource.
    static let serviceMacros = ["aws:ses"]

    let entries: [Entry]
    private let byName: [String: Entry]
    /// The names of resources with problems that were reported already.
    private let broken: Set<String>

    init(_ value: Value, problems: Problems) {
        var entries: [Entry] = []
        if let resources = ObjectReader(value, "resources", known: nil, problems: problems) {
            for member in value.members ?? [] {
                let path = resources.member(member.name)
                let known = ["type", "properties", "overrides"]
                guard
                    let reader = ObjectReader(member.value, path, known: known, problems: problems),
                    let type = reader.requiredChoice("type", of: Self.types)
                else { continue }
                entries.append(
                    Entry(name: member.name, position: member.position, type: type, reader: reader)
                )
            }
        }
        self.entries = entries
        broken = Set(value.members?.map(\.name) ?? []).subtracting(entries.map(\.name))
        byName = Dictionary(entries.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Returns the resource with a name; nil when there is none.
    subscript(name: String) -> Entry? { byName[name] }

    /// Reports whether a resource exists but could not be read.
    func isBroken(_ name: String) -> Bool { broken.contains(name) }

    /// The names of all resources.
    var names: [String] { entries.map(\.name) }

    /// Finds the resource that a member names, by its name or by a `$ResourceParam`; reports a wrong name.
    func resource(
        named name: String,
        in reader: ObjectReader,
        ofTypes types: [String],
        isRequired: Bool = false
    ) -> Entry? {
        let expectation = "the name of \(Wording.withArticle(types.count == 1 ? types[0] : "resource"))"
        let found = isRequired ? reader.required(name, expecting: expectation) : reader.value(name)
        guard let value = found else { return nil }
        let referred = value.placeholder?.resource
        // Another placeholder was reported already, here or where it was resolved.
        guard let written = referred ?? reader.text(of: value, reader.member(name), expectation)?.text,
            value.placeholder == nil || referred != nil, !isBroken(written)
        else { return nil }
        let entry = self[written]
        if let entry, types.contains(entry.type) { return entry }
        let problem =
            entry.map { "is of type \($0.type) and not \(types.joined(separator: " or "))" }
            ?? "does not exist"
        let known = entries.filter { types.contains($0.type) }.map(\.name)
        reader.refuse(
            name,
            "names \(Wording.quoted(written)), which \(problem): \(Wording.expectation(known, for: written))"
        )
        return nil
    }
}
