import HandlerRuntime
import Invocations

extension GuestConfiguration {
    /// The settings that `make_function` in runtimes/python/bootstrap.py expects.
    var settings: [(name: String, value: String)] {
        let (path, text, export) = function.code.parts
        let settings: KeyValuePairs<String, String?> = [
            "release": String(function.runtime.release),
            "task_root": function.code.taskRoot,
            "package_folder": function.code.packageFolder,
            "sdk_folder": function.code.sdkFolder,
            "invoked_function_arn": function.invokedFunctionArn,
            "handler": function.code.handlerString,
            "path": path,
            "text": text,
            "export": export,
        ]
        return settings.compactMap { name, value in value.map { (name, $0) } }
    }
}
