#include "tape.h"

#include <stdlib.h>
#include <string.h>

/// The kinds of tokens, as in Swift's `Tape.Kind`: the low four bits of a token.
enum {
    TapeNull, TapeFalse, TapeTrue, TapeString, TapeJSON, TapeObject,
    TapeEndOfObject, TapeArray, TapeEndOfArray, TapeKey, TapeName, TapeEntry,
};

enum {
    kind_bits = 4,
    kind_mask = 15,
    // Events are not as deep as this; a result that is deeper may contain itself.
    deepest_nesting = 64,
    // Twice what CloudFront accepts. Larger results are written as text, under the function's memory limit.
    most_text = 2 << 20,
    most_tokens = 256 << 10,
    recent_key_count = 256,
    longest_recent_key = 40,
    // Enough for the digits of any 64-bit number.
    number_room = 24,
};

static PyObject **names;
static size_t name_count;
static PyObject *key_name, *value_name;
// Recent header names: a name that comes again is neither created nor hashed again.
static PyObject *recent_keys[recent_key_count];

bool tape_set_names(const pythonhost_text *texts, size_t count) {
    names = calloc(count, sizeof *names);
    if (names == NULL) {
        PyErr_NoMemory();
        return false;
    }
    for (; name_count < count; name_count++) {
        PyObject *name = PyUnicode_FromStringAndSize(texts[name_count].bytes, (Py_ssize_t)texts[name_count].length);
        if (name == NULL) {
            return false;
        }
        PyUnicode_InternInPlace(&name);
        names[name_count] = name;
    }
    key_name = PyUnicode_InternFromString("key");
    value_name = PyUnicode_InternFromString("value");
    return key_name != NULL && value_name != NULL;
}

// MARK: Events

typedef struct {
    const char *text;
    size_t text_left;
    const int32_t *token, *end;
} reader;

static PyObject *build_value(reader *tape, int depth);

static PyObject *refuse(void) {
    PyErr_SetString(PyExc_SystemError, "a tape's tokens do not match its text");
    return NULL;
}

/// Releases an unfinished value and returns NULL; sets a Python error unless one is set already.
static PyObject *abandon(PyObject *unfinished) {
    Py_XDECREF(unfinished);
    return unfinished == NULL ? NULL : refuse();
}

/// Consumes the next bytes of the text. Returns NULL with a Python error set if there are too few.
static const char *read_text(reader *tape, int32_t length) {
    if (length < 0 || (size_t)length > tape->text_left) {
        refuse();
        return NULL;
    }
    const char *bytes = tape->text;
    tape->text += length;
    tape->text_left -= (size_t)length;
    return bytes;
}

static PyObject *build_string(reader *tape, int32_t length) {
    const char *bytes = read_text(tape, length);
    if (bytes == NULL) {
        return NULL;
    }
    if (length == 1) {
        // CPython has a cached string for each character.
        return PyUnicode_FromOrdinal((unsigned char)*bytes);
    }
    PyObject *string = PyUnicode_New(length, 127);
    if (string != NULL) {
        memcpy(PyUnicode_DATA(string), bytes, (size_t)length);
    }
    return string;
}

static PyObject *build_number(reader *tape, int32_t length) {
    const char *digits = read_text(tape, length);
    if (digits == NULL) {
        return NULL;
    }
    bool is_negative = length > 0 && digits[0] == '-';
    int32_t first = is_negative ? 1 : 0;
    if (length == first || length > 18) {
        return refuse();
    }
    long long number = 0;
    for (int32_t index = first; index < length; index++) {
        if (digits[index] < '0' || digits[index] > '9') {
            return refuse();
        }
        number = number * 10 + (digits[index] - '0');
    }
    return PyLong_FromLongLong(is_negative ? -number : number);
}

/// Puts a value into a dict, and consumes the reference to it.
static bool set_member(PyObject *dict, PyObject *key, PyObject *value) {
    bool set = value != NULL && PyDict_SetItem(dict, key, value) == 0;
    Py_XDECREF(value);
    return set;
}

static PyObject *build_entry(reader *tape, int32_t key_length) {
    if (tape->token == tape->end) {
        return refuse();
    }
    PyObject *entry = PyDict_New();
    if (entry == NULL || !set_member(entry, key_name, build_string(tape, key_length)) ||
        !set_member(entry, value_name, build_string(tape, *tape->token++))) {
        Py_CLEAR(entry);
    }
    return entry;
}

static PyObject *build_array(reader *tape, int depth) {
    PyObject *list = PyList_New(0);
    while (list != NULL && tape->token < tape->end) {
        if (*tape->token == TapeEndOfArray) {
            tape->token++;
            return list;
        }
        PyObject *element = build_value(tape, depth + 1);
        if (element == NULL || PyList_Append(list, element) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(element);
    }
    return abandon(list);
}

static PyObject *build_recent_key(reader *tape, int32_t length) {
    if (length < 1 || length > longest_recent_key || (size_t)length > tape->text_left) {
        return build_string(tape, length);
    }
    const unsigned char *bytes = (const unsigned char *)tape->text;
    size_t hash = (size_t)length * 31 + bytes[0] * 7u + bytes[length / 2] * 3u + bytes[length - 1] * 13u;
    PyObject **recent = &recent_keys[hash % recent_key_count];
    if (*recent != NULL && PyUnicode_GET_LENGTH(*recent) == length &&
        memcmp(PyUnicode_DATA(*recent), bytes, (size_t)length) == 0) {
        read_text(tape, length);
        return Py_NewRef(*recent);
    }
    PyObject *key = build_string(tape, length);
    if (key != NULL) {
        Py_XSETREF(*recent, Py_NewRef(key));
    }
    return key;
}

/// Consumes a member's name. Returns NULL with a Python error set.
static PyObject *build_key(reader *tape) {
    int32_t token = *tape->token++;
    int32_t number = token >> kind_bits;
    switch (token & kind_mask) {
    case TapeName:
        return number >= 0 && (size_t)number < name_count ? Py_NewRef(names[number]) : refuse();
    case TapeKey:
        return build_recent_key(tape, number);
    default:
        return refuse();
    }
}

static PyObject *build_object(reader *tape, int depth) {
    PyObject *dict = PyDict_New();
    while (dict != NULL && tape->token < tape->end) {
        if (*tape->token == TapeEndOfObject) {
            tape->token++;
            return dict;
        }
        PyObject *key = build_key(tape);
        if (key == NULL || !set_member(dict, key, build_value(tape, depth + 1))) {
            Py_CLEAR(dict);
        }
        Py_XDECREF(key);
    }
    return abandon(dict);
}

static PyObject *build_value(reader *tape, int depth) {
    if (tape->token == tape->end || depth > deepest_nesting) {
        return refuse();
    }
    int32_t token = *tape->token++;
    int32_t number = token >> kind_bits;
    switch (token & kind_mask) {
    case TapeNull:
        Py_RETURN_NONE;
    case TapeFalse:
        Py_RETURN_FALSE;
    case TapeTrue:
        Py_RETURN_TRUE;
    case TapeString:
        return build_string(tape, number);
    case TapeJSON:
        return build_number(tape, number);
    case TapeObject:
        return build_object(tape, depth);
    case TapeArray:
        return build_array(tape, depth);
    case TapeEntry:
        return build_entry(tape, number);
    default:
        return refuse();
    }
}

PyObject *tape_build(pythonhost_tape tape) {
    reader reader = {tape.text.bytes, tape.text.length, tape.tokens, tape.tokens + tape.token_count};
    return build_value(&reader, 0);
}

// MARK: Results

// Outside Python's memory, since all functions share it in turn.
static char *text;
static size_t text_length, text_room;
static int32_t *tokens;
static size_t token_count, token_room;

static bool encode(PyObject *value, int depth);

static bool make_room_for_text(size_t more) {
    if (more <= text_room - text_length) {
        return true;
    }
    size_t wanted = text_length + more;
    if (wanted > most_text) {
        return false;
    }
    size_t room = wanted < 4096 ? 4096 : wanted * 2;
    char *moved = realloc(text, room);
    if (moved == NULL) {
        return false;
    }
    text = moved;
    text_room = room;
    return true;
}

static bool add_number(int32_t number) {
    if (token_count == token_room) {
        if (token_count >= most_tokens) {
            return false;
        }
        size_t room = token_room == 0 ? 1024 : token_room * 2;
        int32_t *moved = realloc(tokens, room * sizeof *tokens);
        if (moved == NULL) {
            return false;
        }
        tokens = moved;
        token_room = room;
    }
    tokens[token_count++] = number;
    return true;
}

static bool add_token(int kind, size_t number) {
    return add_number((int32_t)(number << kind_bits) | kind);
}

/// Returns true for a plain `str` in ASCII.
static bool is_plain(PyObject *string) {
    return PyUnicode_CheckExact(string) && PyUnicode_IS_COMPACT_ASCII(string);
}

static size_t length_of(PyObject *string) { return (size_t)PyUnicode_GET_LENGTH(string); }

static bool add_text(PyObject *string) {
    size_t length = length_of(string);
    if (!make_room_for_text(length)) {
        return false;
    }
    memcpy(text + text_length, PyUnicode_DATA(string), length);
    text_length += length;
    return true;
}

static bool is_text(PyObject *string, PyObject *name) {
    return string == name || (is_plain(string) && length_of(string) == length_of(name) &&
                              memcmp(PyUnicode_DATA(string), PyUnicode_DATA(name), length_of(name)) == 0);
}

/// Returns true if a dict has exactly the strings `key` and `value`, in this order, and returns both.
static bool as_entry(PyObject *dict, PyObject **key, PyObject **value) {
    Py_ssize_t position = 0;
    PyObject *first = NULL, *second = NULL;
    return PyDict_GET_SIZE(dict) == 2 && PyDict_Next(dict, &position, &first, key) && is_text(first, key_name) &&
           is_plain(*key) && PyDict_Next(dict, &position, &second, value) && is_text(second, value_name) &&
           is_plain(*value);
}

static bool encode_dict(PyObject *dict, int depth) {
    PyObject *key = NULL, *value = NULL;
    if (as_entry(dict, &key, &value)) {
        return add_token(TapeEntry, length_of(key)) && add_number((int32_t)length_of(value)) && add_text(key) &&
               add_text(value);
    }
    if (!add_token(TapeObject, 0)) {
        return false;
    }
    Py_ssize_t position = 0;
    while (PyDict_Next(dict, &position, &key, &value)) {
        if (!is_plain(key) || !add_token(TapeKey, length_of(key)) || !add_text(key) || !encode(value, depth + 1)) {
            return false;
        }
    }
    return add_token(TapeEndOfObject, 0);
}

static bool encode_list(PyObject *list, int depth) {
    if (!add_token(TapeArray, 0)) {
        return false;
    }
    for (Py_ssize_t index = 0; index < PyList_GET_SIZE(list); index++) {
        if (!encode(PyList_GET_ITEM(list, index), depth + 1)) {
            return false;
        }
    }
    return add_token(TapeEndOfArray, 0);
}

static bool encode_int(PyObject *number) {
    int overflow = 0;
    long long value = PyLong_AsLongLongAndOverflow(number, &overflow);
    if (overflow != 0 || !make_room_for_text(number_room)) {
        return false;
    }
    int length = snprintf(text + text_length, number_room, "%lld", value);
    text_length += (size_t)length;
    return add_token(TapeJSON, (size_t)length);
}

static bool encode(PyObject *value, int depth) {
    if (depth > deepest_nesting) {
        return false;
    }
    if (is_plain(value)) {
        return add_token(TapeString, length_of(value)) && add_text(value);
    }
    if (PyDict_CheckExact(value)) {
        return encode_dict(value, depth);
    }
    if (PyList_CheckExact(value)) {
        return encode_list(value, depth);
    }
    if (PyLong_CheckExact(value)) {
        return encode_int(value);
    }
    if (value == Py_None) {
        return add_token(TapeNull, 0);
    }
    if (PyBool_Check(value)) {
        return add_token(value == Py_True ? TapeTrue : TapeFalse, 0);
    }
    return false;
}

bool tape_encode(PyObject *value) {
    text_length = 0;
    token_count = 0;
    // DEL is the one ASCII character that only some releases escape.
    return encode(value, 0) && (text_length == 0 || memchr(text, 0x7F, text_length) == NULL);
}

pythonhost_tape tape_encoded(void) {
    return (pythonhost_tape){{text, text_length}, tokens, token_count};
}
