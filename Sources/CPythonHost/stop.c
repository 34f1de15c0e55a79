#define _GNU_SOURCE
#include "stop.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "python_version_shim.h"

static PyObject *stop_exception;
static pthread_t interpreter_thread;
static timer_t timer;
static bool has_timer;

// Keeps a late interruption away from the call of another function.
static pthread_mutex_t owner_lock = PTHREAD_MUTEX_INITIALIZER;
static const void *running_owner;

static _Atomic StopReason requested;
// The number of times the exception was raised in this call. Requires the GIL.
static int raised_count;
static bool is_tracing;

// Near the upper end: programs pick the lower real-time signals for themselves.
int stop_signal(void) { return SIGRTMAX - 5; }

/// Sets the reason, unless there is one already: the first one counts.
static void set_reason(StopReason reason) {
    StopReason none = StopNone;
    atomic_compare_exchange_strong(&requested, &none, reason);
}

static void handle_signal(int number, siginfo_t *information, void *context) {
    (void)context;
    int before = errno;
    if (information->si_code == SI_TIMER) {
        set_reason(StopInterrupted);
    }
    if (atomic_load(&requested) != StopNone) {
        PyErr_SetInterruptEx(number);
    }
    errno = before;
}

/// Raises the exception on every line, so that `except BaseException` and `finally` end as well.
static int trace(PyObject *argument, PyFrameObject *frame, int event, PyObject *value) {
    (void)argument;
    (void)value;
    bool runs_code = event == PyTrace_LINE || event == PyTrace_CALL;
    if (!runs_code || atomic_load(&requested) == StopNone || python_frame_is_ours(frame)) {
        return 0;
    }
    PyErr_SetNone(stop_exception);
    return -1;
}

static void raise_in_call(void) {
    raised_count++;
    // Interruptions repeat while the call runs. The first one leaves time to clean up, as `subprocess.run` does when it
    // kills its child.
    bool may_clean_up = raised_count == 1 && atomic_load(&requested) == StopInterrupted;
    if (!may_clean_up && !is_tracing) {
        is_tracing = true;
        PyEval_SetTrace(trace, NULL);
    }
    PyErr_SetNone(stop_exception);
}

/// Handles the signal in Python: CPython calls this on its own thread, between two instructions or in a blocked call.
static PyObject *handle_in_python(PyObject *module, PyObject *arguments) {
    (void)module;
    (void)arguments;
    // A signal for a call that has ended is dropped here.
    if (atomic_load(&requested) == StopNone) {
        Py_RETURN_NONE;
    }
    raise_in_call();
    return NULL;
}

static PyMethodDef handler_method = {"stop", handle_in_python, METH_VARARGS, NULL};

bool stop_install(PyObject *exception) {
    stop_exception = Py_NewRef(exception);
    interpreter_thread = pthread_self();

    PyObject *signals = PyImport_ImportModule("_signal");
    PyObject *handler = PyCFunction_New(&handler_method, NULL);
    PyObject *before = NULL;
    if (signals != NULL && handler != NULL) {
        before = PyObject_CallMethod(signals, "signal", "iO", stop_signal(), handler);
    }
    bool installed = before != NULL;
    Py_XDECREF(before);
    Py_XDECREF(handler);
    Py_XDECREF(signals);
    if (!installed) {
        return false;
    }

    // CPython's table has the Python handler; the system gets ours, which only passes on signals meant for a call. It
    // is installed without SA_RESTART, so that blocked system calls return.
    struct sigaction action = {.sa_sigaction = handle_signal, .sa_flags = SA_ONSTACK | SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    sigaction(stop_signal(), &action, NULL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, stop_signal());
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);

    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = stop_signal()};
    event._sigev_un._tid = gettid();
    has_timer = timer_create(CLOCK_MONOTONIC, &event, &timer) == 0;
    return true;
}

void stop_set_timer(int milliseconds) {
    if (!has_timer) {
        return;
    }
    // A time of 0 disarms the timer. A pending signal arrives before this call returns.
    struct itimerspec time = {0};
    if (milliseconds > 0) {
        time.it_value = (struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000L};
        time.it_interval = (struct timespec){0, 2000000L};
    }
    timer_settime(timer, 0, &time, NULL);
}

void stop_begin(const void *owner) {
    pthread_mutex_lock(&owner_lock);
    running_owner = owner;
    atomic_store(&requested, StopNone);
    pthread_mutex_unlock(&owner_lock);
    raised_count = 0;
}

StopReason stop_end(void) {
    pthread_mutex_lock(&owner_lock);
    running_owner = NULL;
    StopReason reason = atomic_exchange(&requested, StopNone);
    pthread_mutex_unlock(&owner_lock);
    if (is_tracing) {
        is_tracing = false;
        PyEval_SetTrace(NULL, NULL);
    }
    bool came_too_late = reason == StopInterrupted && raised_count == 0;
    return came_too_late ? StopNone : reason;
}

void stop_request(StopReason reason) {
    set_reason(reason);
    if (pthread_equal(pthread_self(), interpreter_thread)) {
        PyErr_SetInterruptEx(stop_signal());
    } else {
        pthread_kill(interpreter_thread, stop_signal());
    }
}

void stop_interrupt(const void *owner) {
    pthread_mutex_lock(&owner_lock);
    if (running_owner == owner) {
        stop_request(StopInterrupted);
    }
    pthread_mutex_unlock(&owner_lock);
}

void stop_now(StopReason reason) {
    set_reason(reason);
    if (pthread_equal(pthread_self(), interpreter_thread)) {
        raise_in_call();
        return;
    }
    pthread_kill(interpreter_thread, stop_signal());
    PyErr_SetNone(PyExc_SystemExit);
}
