public import ArgumentParser
public import HandlerRuntime

extension Isolation: ExpressibleByArgument {}
