#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "CNodeHost.h"
#include "CPythonHost.h"
#include "CRuntimeFiles.h"

// Creates, invokes and destroys functions repeatedly through the shims alone: for `scripts/check-leaks`, which counts
// what a cycle leaks. In C, because valgrind cannot run Swift's runtime.

/// The kinds of tokens in the event below.
enum { token_string = 3, token_object = 5, token_end_of_object = 6, token_key = 9 };

static const char tape_text[] = "uri/a";
static const int32_t tape_tokens[] = {token_object, token_key | 3 << 4, token_string | 2 << 4, token_end_of_object};
static const size_t tape_token_count = sizeof tape_tokens / sizeof *tape_tokens;

/// A handler that each cycle loads, invokes and destroys, in both languages.
typedef struct {
    const char *name;
    const char *node;
    const char *python;
    /// True if it has to be interrupted.
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

/// Interrupts a call repeatedly until it has ended.
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
    nodehost_invocation invocation = {node_text("id"), event, node_text("trace"), 1000000000000000};
    nodehost_completion completion = nodehost_isolate_invoke(isolate, &invocation);
    interruption.is_over = true;
    if (handler->is_endless) pthread_join(thread, NULL);
    expect((completion.status == NodeHostStatusInterrupted) == handler->is_endless, handler->name);
}

static void node_cycle(const Handler *handler) {
    nodehost_isolate *isolate = nodehost_isolate_create();
    if (isolate == NULL) return expect(false, "Node created no environment");
    nodehost_isolate_warm_up(isolate);
    nodehost_pair settings[] = {
        {node_text("release"), node_text("18")},
        {node_text("task_root"), node_text("/")},
        {node_text("function_name"), node_text("f")},
        {node_text("function_version"), node_text("1")},
        {node_text("memory_limit_in_mb"), node_text("128")},
        {node_text("log_group_name"), node_text("g")},
        {node_text("log_stream_name"), node_text("s")},
        {node_text("invoked_function_arn"), node_text("arn")},
        {node_text("handler"), node_text("f.handler")},
        {node_text("path"), node_text("/f.js")},
        {node_text("text"), node_text(handler->node)},
    };
    nodehost_configuration configuration = {
        .settings = settings,
        .settings_count = sizeof settings / sizeof *settings,
        .working_directory = node_text("/"),
        .memory_limit = 128 << 20,
        .log = {&failures, node_write, node_release},
    };
    if (!nodehost_isolate_configure(isolate, &configuration)) return expect(false, "Node rejected its settings");
    nodehost_completion loaded = nodehost_isolate_load(isolate);
    if (loaded.status == NodeHostStatusCompleted) {
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
    const runtime_file *files = runtime_files_node(&count);
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

static pythonhost_text python_text(const char *text) { return (pythonhost_text){text, strlen(text)}; }

static void python_write(void *context, PythonHostStream stream, pythonhost_text text) {
    (void)context, (void)stream, (void)text;
}

static void python_release(void *context) { (void)context; }

static void python_interrupt(void *function) { pythonhost_function_interrupt(function); }

static void python_invoke(pythonhost_function *function, const Handler *handler, pythonhost_tape event) {
    Interruption interruption = {python_interrupt, function, false};
    pthread_t thread;
    if (handler->is_endless) pthread_create(&thread, NULL, interrupt_until_over, &interruption);
    pythonhost_invocation invocation = {python_text("id"), event, python_text("trace"), 1000000000000000};
    pythonhost_completion completion = pythonhost_function_invoke(function, &invocation);
    interruption.is_over = true;
    if (handler->is_endless) pthread_join(thread, NULL);
    expect((completion.status == PythonHostStatusInterrupted) == handler->is_endless, handler->name);
}

static void python_cycle(const Handler *handler) {
    pythonhost_pair settings[] = {
        {python_text("release"), python_text("11")},
        {python_text("task_root"), python_text("/")},
        {python_text("invoked_function_arn"), python_text("arn")},
        {python_text("handler"), python_text("f.handler")},
        {python_text("path"), python_text("/f.py")},
        {python_text("text"), python_text(handler->python)},
    };
    pythonhost_pair environment[] = {
        {python_text("AWS_LAMBDA_FUNCTION_NAME"), python_text("f")},
        {python_text("AWS_LAMBDA_FUNCTION_VERSION"), python_text("1")},
        {python_text("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), python_text("128")},
        {python_text("AWS_LAMBDA_LOG_GROUP_NAME"), python_text("g")},
        {python_text("AWS_LAMBDA_LOG_STREAM_NAME"), python_text("s")},
    };
    pythonhost_configuration configuration = {
        .settings = settings,
        .settings_count = sizeof settings / sizeof *settings,
        .environment = environment,
        .environment_count = sizeof environment / sizeof *environment,
        .memory_limit = 128 << 20,
        .log = {&failures, python_write, python_release},
    };
    pythonhost_function *function = pythonhost_function_create(&configuration);
    pythonhost_completion loaded = pythonhost_function_load(function);
    if (loaded.status == PythonHostStatusCompleted) {
        pythonhost_tape text = {python_text("{\"uri\":\"/ä\"}"), NULL, 0};
        pythonhost_tape tape = {python_text(tape_text), tape_tokens, tape_token_count};
        bool ends = handler->is_endless || strcmp(handler->name, "exit") == 0;
        python_invoke(function, handler, text);
        if (!ends) python_invoke(function, handler, tape);
    }
    pythonhost_function_destroy(function);
}

static void python_start(void) {
    size_t count = 0;
    const runtime_file *files = runtime_files_python(&count);
    pythonhost_pair *sources = calloc(count, sizeof *sources);
    for (size_t index = 0; index < count; index++) {
        sources[index].name = python_text(files[index].name);
        sources[index].value = (pythonhost_text){(const char *)files[index].bytes, files[index].length};
    }
    const char *problem = pythonhost_process_start(sources, count, NULL, 0);
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
