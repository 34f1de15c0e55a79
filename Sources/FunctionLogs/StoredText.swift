import FoundationEssentials
import GRDB

/// A string in the database: text, or bytes if it contains a NUL, where SQLite's text would end.
struct StoredText: DatabaseValueConvertible {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    var databaseValue: DatabaseValue {
        text.utf8.contains(0) ? Data(text.utf8).databaseValue : text.databaseValue
    }

    static func fromDatabaseValue(_ value: DatabaseValue) -> StoredText? {
        switch value.storage {
        case .string(let text): StoredText(text)
        case .blob(let bytes): StoredText(String(decoding: bytes, as: UTF8.self))
        default: nil
        }
    }
}
