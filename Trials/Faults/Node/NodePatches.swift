/// Changes to state that a handler shares, or seems to share, with its host.
extension Fault {
    static let nodePatches: [Fault] = [
        .node("patched `JSON.parse`", "JSON.parse = () => { throw new Error('patched') }", .accepted),
        .node("patched `Promise.prototype.then`", "Promise.prototype.then = undefined", .accepted),
        .node(
            "patched `Object.prototype`",
            """
            Object.prototype.get = Object.prototype.value = 'patched'
            Object.prototype.toString = Object.prototype.hasOwnProperty = null
            """,
            .accepted
        ),
        .node("`process.chdir`", "process.chdir('/')", .failed("Error")),
        .node(
            "`process.env` writes",
            "for (const name in process.env) process.env[name] = 'patched'; process.env.PATCHED = '1'",
            .accepted
        ),
    ]
}
