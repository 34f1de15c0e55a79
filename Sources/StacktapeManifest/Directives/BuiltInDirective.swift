/// The directives of every manifest, with their arguments.
enum BuiltInDirective: String, CaseIterable {
    case resourceParam = "ResourceParam"
    case stage = "Stage"
    case region = "Region"
    case format = "Format"
    case cfFormat = "CfFormat"
    case variable = "Var"
    case this = "This"
    case file = "File"
    case fileRaw = "FileRaw"
    case secret = "Secret"
    case gitInfo = "GitInfo"
    case stackOutput = "StackOutput"
    case cfStackOutput = "CfStackOutput"
    case cfResourceParam = "CfResourceParam"
    case param = "Param"
    case cliArgs = "CliArgs"
    case profile = "Profile"
    case awsAccountId = "AwsAccountId"

    var argumentCounts: ClosedRange<Int> {
        switch self {
        case .stage, .region, .variable, .this, .profile, .awsAccountId: 0...0
        case .file, .fileRaw, .secret, .gitInfo: 1...1
        case .cliArgs, .param: 1...2
        case .resourceParam, .cfResourceParam: 2...2
        case .stackOutput, .cfStackOutput: 2...3
        case .format, .cfFormat: 1...100
        }
    }

    /// The directive as it is meant to be written.
    var usage: String {
        switch self {
        case .stage, .region, .variable, .this, .profile, .awsAccountId: "$\(rawValue)()"
        case .file, .fileRaw: "$\(rawValue)('PATH')"
        case .secret, .param, .cliArgs: "$\(rawValue)('NAME')"
        case .gitInfo: "$\(rawValue)('PROPERTY')"
        case .resourceParam, .cfResourceParam: "$\(rawValue)('NAME', 'PARAMETER')"
        case .stackOutput, .cfStackOutput: "$\(rawValue)('STACK', 'OUTPUT')"
        case .format, .cfFormat: "$\(rawValue)('{}…', VALUE…)"
        }
    }
}
