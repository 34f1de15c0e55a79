#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "CNodeHost.h"
#include "CPythonHost.h"
#include "CRuntimeFiles.h"

// Takes functions in and lets go of them, over and over, through nothing but the shims: for `scripts/check-leaks`, which
// counts what a cycle leaves. No Swift is in it, whose runtime valgrind does not stand.

/// The kinds of tokens that the event below needs.
enum { token_string = 3, token_object = 5, token_end_of_object = 6, token_key = 9 };

static const char tape_text[] = "uri/a";
static const int32_t tape_tokens[] = {token_object, token_key | 3 << 4, token_string | 2 << 4, token_end_of_object};
static const size_t tape_token_count = sizeof tape_tokens / sizeof *tape_tokens;

/// What a cycle does: each handler is loaded, invoked, and let go of.
typedef struct {
    const char *name;
    const char *node;
    const char *python;
    /// Interrupted a moment after it was invoked.
    bool is_endless;
} Handler;

static const Handler handlers[] = {
    {"echo", "exports.handler = async (event) => event", "def handler(event, context): return event", false},
    {"text", "exports.handler = async () => ({ a: 'ä', b: [1.5, null, true] })",
     "def handler(event, context): return {'a': 'ä', 'b': [1.5, None, True]}", false},
    {"log", "exports.handler = async () => { console.log('line'); return {} }",
     "def handler(event, context):\n    print('line')\n    return {}", false},
    {"throw", "exports.handler = async () => { throw new TypeError('thrown') }",
     "def handler(event, context): raise TypeError('thrown')", false},
    {"syntax", "exports.handler = async ( => {}", "def handler(event, context) return {}", false},
    {"exit", "exports.handler = async () => process.exit(3)", "import sys\ndef handler(event, context): sys.exit(3)",
     false},
    {"endless", "exports.handler = async () => { for (;;) {} }", "def handler(event, context):\n    while True: pass",
     true},
};

static size_t failures;

static void expect(bool holds, const char *what) {
    if (holds) return;
    failures++;
    fprintf(stderr, "shim-cycle: %s\n", what);
}

/// Interrupts a call, again and again until it has ended.
typedef struct {
    void (*interrupt)(void *target);
    void *target;
    volatile bool is_over;
} Interruption;

static void *interrupt_until_over(void *argument) {
    Interruption *interruption = argument;
    usleep(50000);
    while (!interruption->is_over) {
        interruption->interrupt(interruption->target);
        usleep(2000);
    }
    return NULL;
}

// MARK: Node

static nodehost_text node_text(const char *text) { return (nodehost_text){text, strlen(text)}; }

static void node_write(void *context, NodeHostStream stream, nodehost_text text) {
    (void)context, (void)stream, (void)text;
}

static void node_release(void *context) { (void)context; }

static void node_interrupt(void *isolate) { nodehost_isolate_interrupt(isolate); }

static void node_invoke(nodehost_isolate *isolate, const Handler *handler, nodehost_tape event) {
    Interruption interruption = {node_interrupt, isolate, false};
    pthread_t thread;
    if (handler->is_endless) pthread_create(&thread, NULL, interrupt_until_over, &interruption);
    nodehost_invocation invocation = {node_text("id"), event, node_text("trace"), 1e15};
    nodehost_answer answer = nodehost_isolate_invoke(isolate, &invocation);
    interruption.is_over = true;
    if (handler->is_endless) pthread_join(thread, NULL);
    expect((answer.ending == NodeHostEndingInterrupted) == handler->is_endless, handler->name);
}

static void node_cycle(const Handler *handler) {
    nodehost_isolate *isolate = nodehost_isolate_create();
    if (isolate == NULL) return expect(false, "Node made no environment");
    nodehost_isolate_warm_up(isolate);
    nodehost_pair settings[] = {
        {node_text("release"), node_text("18")},          {node_text("taskRoot"), node_text("/")},
        {node_text("functionName"), node_text("f")},      {node_text("functionVersion"), node_text("1")},
        {node_text("memoryLimitInMB"), node_text("128")}, {node_text("logGroupName"), node_text("g")},
        {node_text("logStreamName"), node_text("s")},     {node_text("invokedFunctionArn"), node_text("arn")},
    };
    nodehost_function function = {
        .settings = settings,
        .settings_count = sizeof settings / sizeof *settings,
        .working_directory = node_text("/"),
        .memory_limit = 128 << 20,
        .log_write = node_write,
        .log_context = &failures,
        .log_release = node_release,
    };
    if (!nodehost_isolate_configure(isolate, &function)) return expect(false, "Node took no settings");
    nodehost_pair entry[] = {
        {node_text("handlerString"), node_text("f.handler")},
        {node_text("path"), node_text("/f.js")},
        {node_text("text"), node_text(handler->node)},
    };
    nodehost_answer loaded = nodehost_isolate_load(isolate, entry, 3);
    if (loaded.ending == NodeHostEndingCompleted) {
        nodehost_tape text = {node_text("{\"uri\":\"/ä\"}"), NULL, 0};
        nodehost_tape tape = {node_text(tape_text), tape_tokens, tape_token_count};
        bool ends = handler->is_endless || strcmp(handler->name, "exit") == 0;
        node_invoke(isolate, handler, text);
        if (!ends) node_invoke(isolate, handler, tape);
    }
    nodehost_isolate_destroy(isolate);
}

static void node_start(void) {
    size_t count = 0;
    const RuntimeFile *files = runtime_files_node(&count);
    nodehost_pair *sources = calloc(count, sizeof *sources);
    for (size_t index = 0; index < count; index++) {
        sources[index].name = node_text(files[index].name);
        sources[index].value = (nodehost_text){(const char *)files[index].bytes, files[index].length};
    }
    const char *problem = nodehost_process_start(sources, count, NULL, 0);
    expect(problem == NULL, problem);
    free(sources);
}

// MARK: Python

static PythonHostText python_text(const char *text) { return (PythonHostText){text, strlen(text)}; }

static void python_write(void *context, PythonHostStream stream, const char *bytes, size_t length) {
    (void)context, (void)stream, (void)bytes, (void)length;
}

static void python_release(void *context) { (void)context; }

static void python_interrupt(void *function) { pythonhost_function_interrupt(function); }

static void python_invoke(pythonhost_function *function, const Handler *handler, PythonHostCall call) {
    Interruption interruption = {python_interrupt, function, false};
    pthread_t thread;
    if (handler->is_endless) pthread_create(&thread, NULL, interrupt_until_over, &interruption);
    PythonHostStatus status = pythonhost_function_invoke(function, call);
    interruption.is_over = true;
    if (handler->is_endless) pthread_join(thread, NULL);
    expect((status == PythonHostStatusInterrupted) == handler->is_endless, handler->name);
}

static void python_cycle(const Handler *handler) {
    pythonhost_function *function =
        pythonhost_function_create((PythonHostCallbacks){&failures, python_write, python_release});
    const char *settings[][2] = {
        {"task_root", "/"}, {"handler", "f.handler"}, {"release", "11"}, {"invoked_function_arn", "arn"},
        {"entry", "text"},  {"path", "/f.py"},        {"text", handler->python},
    };
    for (size_t index = 0; index < sizeof settings / sizeof *settings; index++) {
        pythonhost_function_set_setting(function, settings[index][0], settings[index][1], strlen(settings[index][1]));
    }
    const char *variables[][2] = {
        {"AWS_LAMBDA_FUNCTION_NAME", "f"},         {"AWS_LAMBDA_FUNCTION_VERSION", "1"},
        {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"}, {"AWS_LAMBDA_LOG_GROUP_NAME", "g"},
        {"AWS_LAMBDA_LOG_STREAM_NAME", "s"},
    };
    for (size_t index = 0; index < sizeof variables / sizeof *variables; index++) {
        pythonhost_function_set_variable(function, variables[index][0], variables[index][1],
                                         strlen(variables[index][1]));
    }
    pythonhost_function_set_memory_limit(function, 128 << 20);
    if (pythonhost_function_load(function) == PythonHostStatusCompleted) {
        PythonHostCall call = {.request_id = python_text("id"),
                               .event_text = python_text("{\"uri\":\"/ä\"}"),
                               .trace_id = python_text("trace"),
                               .deadline_epoch_milliseconds = 1000000000000000};
        python_invoke(function, handler, call);
        call.event_text = (PythonHostText){NULL, 0};
        call.event = (PythonHostTape){tape_text, sizeof tape_text - 1, tape_tokens, tape_token_count};
        bool ends = handler->is_endless || strcmp(handler->name, "exit") == 0;
        if (!ends) python_invoke(function, handler, call);
    }
    pythonhost_function_destroy(function);
}

static void python_start(void) {
    size_t count = 0;
    const RuntimeFile *files = runtime_files_python(&count);
    PythonHostFile *sources = calloc(count, sizeof *sources);
    for (size_t index = 0; index < count; index++) {
        sources[index] = (PythonHostFile){files[index].name, files[index].bytes, files[index].length};
    }
    const char *problem = pythonhost_interpreter_start(sources, count, NULL, 0);
    expect(problem == NULL, problem);
    free(sources);
}

int main(int argc, char **argv) {
    bool is_node = argc == 3 && strcmp(argv[1], "node") == 0;
    bool is_python = argc == 3 && strcmp(argv[1], "python") == 0;
    if (!is_node && !is_python) {
        fputs("usage: shim-cycle node|python COUNT\n", stderr);
        return 2;
    }
    (is_node ? node_start : python_start)();
    for (int cycle = 0; cycle < atoi(argv[2]) && failures == 0; cycle++) {
        for (size_t index = 0; index < sizeof handlers / sizeof *handlers; index++) {
            (is_node ? node_cycle : python_cycle)(&handlers[index]);
        }
    }
    _exit(failures == 0 ? 0 : 1);
}
