#include "CRuntimeFiles.h"

// The files of runtimes/node.

static const unsigned char bootstrap[] = {
#embed "../../runtimes/node/bootstrap.js"
};
static const unsigned char console[] = {
#embed "../../runtimes/node/console.js"
};
static const unsigned char context[] = {
#embed "../../runtimes/node/context.js"
};
static const unsigned char environment[] = {
#embed "../../runtimes/node/environment.js"
};
static const unsigned char errors[] = {
#embed "../../runtimes/node/errors.js"
};
static const unsigned char event_builder[] = {
#embed "../../runtimes/node/event-builder.js"
};
static const unsigned char handler_loader[] = {
#embed "../../runtimes/node/handler-loader.js"
};
static const unsigned char invocation[] = {
#embed "../../runtimes/node/invocation.js"
};
static const unsigned char module_import[] = {
#embed "../../runtimes/node/module-import.js"
};
static const unsigned char process_guards[] = {
#embed "../../runtimes/node/process-guards.js"
};
static const unsigned char release_features[] = {
#embed "../../runtimes/node/release-features.js"
};
static const unsigned char result_encoder[] = {
#embed "../../runtimes/node/result-encoder.js"
};
static const unsigned char standard_streams[] = {
#embed "../../runtimes/node/standard-streams.js"
};
static const unsigned char streaming[] = {
#embed "../../runtimes/node/streaming.js"
};
static const unsigned char tape[] = {
#embed "../../runtimes/node/tape.js"
};
static const unsigned char text_module[] = {
#embed "../../runtimes/node/text-module.js"
};
static const unsigned char version_hints[] = {
#embed "../../runtimes/node/version-hints.js"
};
static const unsigned char web_assembly[] = {
#embed "../../runtimes/node/web-assembly.js"
};

static const runtime_file files[] = {
    {"bootstrap.js", bootstrap, sizeof bootstrap},
    {"console.js", console, sizeof console},
    {"context.js", context, sizeof context},
    {"environment.js", environment, sizeof environment},
    {"errors.js", errors, sizeof errors},
    {"event-builder.js", event_builder, sizeof event_builder},
    {"handler-loader.js", handler_loader, sizeof handler_loader},
    {"invocation.js", invocation, sizeof invocation},
    {"module-import.js", module_import, sizeof module_import},
    {"process-guards.js", process_guards, sizeof process_guards},
    {"release-features.js", release_features, sizeof release_features},
    {"result-encoder.js", result_encoder, sizeof result_encoder},
    {"standard-streams.js", standard_streams, sizeof standard_streams},
    {"streaming.js", streaming, sizeof streaming},
    {"tape.js", tape, sizeof tape},
    {"text-module.js", text_module, sizeof text_module},
    {"version-hints.js", version_hints, sizeof version_hints},
    {"web-assembly.js", web_assembly, sizeof web_assembly},
};

const runtime_file *runtime_files_node(size_t *count) {
    *count = sizeof files / sizeof files[0];
    return files;
}
