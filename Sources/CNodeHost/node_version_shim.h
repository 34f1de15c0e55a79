#pragma once

// All that differs between the versions of Node that Debian ships: 18 in Debian 12, 20 in Debian 13.

#include <node/node.h>

#include <string>
#include <vector>

namespace nodehost {

/// Initialises Node and V8 in this process. Returns the platform, which lives as long as the process, or null
/// with what was wrong in `problem`.
node::MultiIsolatePlatform *initialise_node(const std::vector<std::string> &arguments, std::string *problem);

/// Sets what V8 calls when it cannot go on. The function must not return.
void set_fatal_handler(v8::Isolate *isolate, void (*handler)());

}  // namespace nodehost
