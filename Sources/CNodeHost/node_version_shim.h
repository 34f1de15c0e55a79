#pragma once

// All that differs between the versions of Node that Debian ships: 18 in Debian 12, 20 in Debian 13.

#include <node/node.h>

#include <string>
#include <vector>

namespace nodehost {

/// Initialises Node and V8 in this process. Returns the platform, which lives as long as the process, or null
/// with what was wrong in `problem`.
node::MultiIsolatePlatform *initialise_node(const std::vector<std::string> &arguments, std::string *problem);

/// Lets a thread sleep for good on which V8 cannot go on, where it would abort the process. That is the smaller
/// harm: the host's deadline passes, and it goes on without the isolate.
void park_on_fatal_errors(v8::Isolate *isolate);

}  // namespace nodehost
