/// The path of the value at an offset of a JSON text; only needed for error messages.
struct JSONPath: CustomStringConvertible {
    enum Step: Equatable {
        case member(String)
        case element(Int)
    }

    private(set) var steps: [Step] = []

    init(to offset: Int, in view: ByteView) {
        guard var reader = try? JSONReader(view) else { return }
        // Reading fails no later than the caller's did; the path is the steps up to there.
        _ = try? descend(to: offset, with: &reader)
    }

    /// Walks through the value at the reader's position; returns true once it reaches the offset.
    private mutating func descend(to offset: Int, with reader: inout JSONReader) throws(JSONFailure) -> Bool {
        let first = reader.peek()
        guard reader.position < offset else { return true }
        switch first {
        case UInt8(ascii: "{"):
            var cursor = try reader.enterObject()
            while let key = try reader.nextKey(&cursor) {
                steps.append(.member(key.string))
                if try descend(to: offset, with: &reader) { return true }
                steps.removeLast()
            }
        case UInt8(ascii: "["):
            var cursor = try reader.enterArray()
            var index = 0
            while try reader.nextElement(&cursor) {
                steps.append(.element(index))
                if try descend(to: offset, with: &reader) { return true }
                steps.removeLast()
                index += 1
            }
        default: try reader.skipValue()
        }
        return reader.position > offset
    }

    /// The members on the path, without the elements.
    var names: [String] {
        steps.compactMap { if case .member(let name) = $0 { name } else { nil } }
    }

    var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .element(let index): text += "[\(index)]"
            case .member(let name) where HeaderText.isName(name): text += text.isEmpty ? name : ".\(name)"
            case .member(let name): text += "[\"\(name.onOneLine)\"]"
            }
        }
        return text
    }
}
