#pragma once

// All differences between the versions of Node that Debian ships: 18 in Debian 12, 20 in Debian 13.

#include <node/node.h>

#include <string>
#include <vector>

namespace nodehost {

/// Initializes Node and V8 in this process. Returns the platform, which lives as long as the process; or null, with the
/// error in `problem`.
node::MultiIsolatePlatform *initialize_node(const std::vector<std::string> &arguments, std::string *problem);

/// Puts a thread to sleep forever on a fatal error, where V8 would abort the process. The host continues without the
/// isolate once its deadline has passed.
void park_on_fatal_errors(v8::Isolate *isolate);

}  // namespace nodehost
