import HandlerRuntime
import Invocations

extension GuestConfiguration {
    /// The settings that `configure` in runtimes/node/bootstrap.js expects.
    var settings: [(name: String, value: String)] {
        let (path, text, export) = function.code.parts
        let settings: KeyValuePairs<String, String?> = [
            "release": String(function.runtime.release),
            "task_root": function.code.taskRoot,
            "function_name": function.edgeName,
            "function_version": function.version,
            "memory_limit_in_mb": String(function.memoryMB),
            "log_group_name": function.logGroupName,
            "log_stream_name": logStreamName,
            "invoked_function_arn": function.invokedFunctionArn,
            "handler": function.code.handlerString,
            "path": path,
            "text": text,
            "export": export,
        ]
        return settings.compactMap { name, value in value.map { (name, $0) } }
    }
}
