import ArgumentParser
import FoundationEssentials
import Glibc
import InterpreterThreads
import Synchronization
import SystemPackage

/// Reports files that change in folders and their subfolders, shortly after the last of a group of changes.
///
/// Reports come on the watcher's own thread, which ends with the watcher.
final class SourceWatcher: Sendable {
    /// A group of changes.
    enum Change: Sendable, Equatable {
        /// These files, by absolute path.
        case files(Set<String>)
        /// The system lost changes: anything may have changed.
        case everything
    }

    private let tree: WatchedTree
    private let endWriter: Int32

    /// Starts the thread, on which `onChange` is called; no folder is watched yet.
    init(onChange: @escaping @Sendable (Change) -> Void) throws {
        let tree = try WatchedTree()
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { throw WatchedTree.unavailable }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let endReader = ends[0]
        self.tree = tree
        endWriter = ends[1]
        startThread(stackBytes: 256 << 10) {
            while let change = tree.nextChange(endReader) { onChange(change) }
            close(endReader)
        }
    }

    deinit {
        close(endWriter)
    }

    /// Adds a folder with its subfolders.
    func watch(_ folder: String) {
        tree.add(folder)
    }
}

/// Folders watched with inotify, which needs one watch per folder.
private final class WatchedTree: Sendable {
    /// Folders without sources.
    private static let ignored: Set<String> = [".git", ".brink", "__pycache__", ".cache", ".venv", ".build"]
    /// The folder with more subfolders than a system has watches: its own entries are watched, not its subfolders.
    ///
    /// npm changes its entries when it is done. The files of a bundle are watched too, since their folders are added.
    private static let shallow = "node_modules"
    /// The wait for a further change in milliseconds; one save may be several changes.
    private static let pause: Int32 = 5
    /// The maximum number of waits, so that a program that keeps writing does not delay reports forever.
    private static let longestGroup = 8
    private static let mask =
        UInt32(IN_CLOSE_WRITE) | UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM)
        | UInt32(IN_MOVED_TO) | UInt32(IN_ONLYDIR)

    private let descriptor: Int32
    /// Paths of folders by watch.
    private let folders = Mutex<[Int32: String]>([:])

    static var unavailable: ValidationError {
        ValidationError("cannot watch files: \(Errno(rawValue: errno))")
    }

    init() throws {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw Self.unavailable }
    }

    deinit {
        close(descriptor)
    }

    func add(_ folder: String) {
        let number = unsafe inotify_add_watch(descriptor, folder, Self.mask)
        guard number >= 0 else { return }
        let isNew = folders.withLock { $0.updateValue(folder, forKey: number) == nil }
        guard isNew, FilePath(folder).lastComponent?.string != Self.shallow else { return }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            if !Self.ignored.contains(name), isFolder(path) { add(path) }
        }
    }

    /// Waits for a group of changes; nil when the watcher has ended.
    func nextChange(_ end: Int32) -> SourceWatcher.Change? {
        var changed: Set<String> = []
        var rounds = 0
        while true {
            var waits = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: end, events: Int16(POLLIN), revents: 0),
            ]
            let count = unsafe poll(&waits, 2, changed.isEmpty ? -1 : Self.pause)
            if waits[1].revents != 0 { return nil }
            if count < 0 && errno != EINTR { return nil }
            if count > 0 {
                guard let paths = readEvents() else { return .everything }
                changed.formUnion(paths)
                rounds += 1
            }
            if !changed.isEmpty, count == 0 || rounds >= Self.longestGroup { return .files(changed) }
        }
    }

    /// Returns the files of the pending events; nil if some events were lost.
    private func readEvents() -> Set<String>? {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var paths: Set<String> = []
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return paths }
            var rest = buffer[..<count]
            while rest.count >= MemoryLayout<inotify_event>.size {
                let event = unsafe rest.withUnsafeBytes { unsafe $0.loadUnaligned(as: inotify_event.self) }
                let (number, mask) = (event.wd, event.mask)
                rest = rest.dropFirst(MemoryLayout<inotify_event>.size)
                let nameBytes = rest.prefix(Int(event.len)).prefix { $0 != 0 }
                rest = rest.dropFirst(Int(event.len))
                if mask & UInt32(IN_Q_OVERFLOW) != 0 { return nil }
                if mask & UInt32(IN_IGNORED) != 0 {
                    folders.withLock { _ = $0.removeValue(forKey: number) }
                    continue
                }
                guard let folder = folders.withLock({ $0[number] }), !nameBytes.isEmpty else { continue }
                let path = "\(folder)/\(String(decoding: nameBytes, as: UTF8.self))"
                if mask & UInt32(IN_ISDIR) != 0 {
                    if mask & UInt32(IN_MOVED_FROM) != 0 { forget(path) }
                    paths.formUnion(addNew(path))
                } else if mask & UInt32(IN_CREATE) == 0 {
                    // A created file is reported once it is written and closed.
                    paths.insert(path)
                }
            }
        }
    }

    /// Adds a new folder, and returns the files in it.
    private func addNew(_ folder: String) -> [String] {
        let name = FilePath(folder).lastComponent?.string ?? ""
        guard !Self.ignored.contains(name) else { return [] }
        add(folder)
        guard name != Self.shallow else { return [folder] }
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return names.map { "\(folder)/\($0)" }
    }

    /// Removes the watches of a folder that was moved, and of its subfolders: they would report the old path.
    private func forget(_ folder: String) {
        let numbers = folders.withLock { folders in
            let moved = folders.filter { $0.value == folder || $0.value.hasPrefix(folder + "/") }.keys
            for number in moved { folders[number] = nil }
            return moved
        }
        for number in numbers { inotify_rm_watch(descriptor, number) }
    }
}
