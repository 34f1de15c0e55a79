public import ArgumentParser
public import Invocations

extension Isolation: ExpressibleByArgument {}
