/* Which patterns hit a name, and what kind of thing is it? Part of _accel.c; the tables are scan/tables.py's. */
#ifndef CTXTRIM_ACCEL_NAMES_H
#define CTXTRIM_ACCEL_NAMES_H

enum { MOST_HITS = 8, MOST_KINDS = 64 };

typedef struct { const char *prefix, *suffix; int plen, slen, whole, sure, pattern, next; } Rule;
typedef struct { const char *key; int len, value; } Slot;
typedef struct { Slot *slots; unsigned mask; } Map;

static unsigned hash(const char *s, int n) {
    unsigned h = 2166136261u;
    for (int i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 16777619u;
    return h ^ h >> 15;
}

static Slot *find(const Map *m, const char *s, int n) {
    for (unsigned i = hash(s, n);; i++) {
        Slot *slot = &m->slots[i & m->mask];
        if (!slot->key || (slot->len == n && !memcmp(slot->key, s, (size_t)n))) return slot;
    }
}

static int look(const Map *m, const char *s, int n) { /* -1: not there */
    Slot *slot = find(m, s, n);
    return slot->key ? slot->value : -1;
}

typedef struct {
    Rule *rules;
    int nrules, starts[256], tails[256];
    Map names, ends, kind_names, kind_ends, kind_directories;
    int other;
} Tables;

static int plain_name(const char *s, int n, int *ascii) { /* UTF-8 without a newline? */
    for (int i = 0; i < n;) {
        unsigned c = (unsigned char)s[i++];
        if (c == '\n') return 0;
        if (c < 0x80) continue;
        *ascii = 0;
        int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
        if (c < 0xC2 || c > 0xF4 || i + more > n) return 0;
        unsigned d = (unsigned char)s[i];
        if ((c == 0xE0 && d < 0xA0) || (c == 0xED && d > 0x9F) || (c == 0xF0 && d < 0x90) || (c == 0xF4 && d > 0x8F))
            return 0;
        while (more--)
            if (((unsigned char)s[i++] & 0xC0) != 0x80) return 0;
    }
    return 1;
}

static int last_dot(const char *s, int n) {
    int dot = n - 1;
    while (dot >= 0 && s[dot] != '.') dot--;
    return dot;
}

static int kind_of(const Tables *t, const char *s, int n) { /* -1: letters beyond ASCII, let Python say */
    char low[32];
    int kind = look(&t->kind_names, s, n), dot = last_dot(s, n), len = n - dot;
    if (kind >= 0) return kind;
    if (dot <= 0 || len < 2) return t->other;
    for (int i = 0; i < len; i++) {
        if (s[dot + i] & 0x80) return -1;
        if (i < 32) low[i] = (char)(s[dot + i] >= 'A' && s[dot + i] <= 'Z' ? s[dot + i] + 32 : s[dot + i]);
    }
    kind = len <= 32 ? look(&t->kind_ends, low, len) : -1;
    return kind >= 0 ? kind : t->other;
}

/* Collect the patterns that hit a name. Returns their number, -1 if only Python can tell; *asked: is it wanted? */
static int collect(const Tables *t, int rule, const char *s, int n, int *hits, int count, int *asked) {
    for (; rule >= 0; rule = t->rules[rule].next) {
        const Rule *r = &t->rules[rule];
        if (r->whole ? n != r->plen : n < r->plen + r->slen) continue;
        if (memcmp(s, r->prefix, (size_t)r->plen) || memcmp(s + n - r->slen, r->suffix, (size_t)r->slen)) continue;
        if (r->pattern < 0) *asked = 1;
        else if (!r->sure || count == MOST_HITS) count = -1;
        else if (count >= 0) hits[count++] = r->pattern;
    }
    return count;
}

static int hits_of(const Tables *t, const char *s, int n, int *hits, int *asked) {
    int dot = last_dot(s, n);
    int count = collect(t, look(&t->names, s, n), s, n, hits, 0, asked);
    if (dot >= 0) count = collect(t, look(&t->ends, s + dot, n - dot), s, n, hits, count, asked);
    count = collect(t, t->starts[(unsigned char)s[0]], s, n, hits, count, asked);
    return collect(t, t->tails[(unsigned char)s[n - 1]], s, n, hits, count, asked);
}

/* ---- from Python ---- */
static int fill(Map *m, PyObject *pairs, int limit) { /* a list of (bytes, int from 0 on, below a limit) */
    Py_ssize_t count = PyList_Size(pairs), room = 16;
    if (count < 0) return 0;
    while (room < count * 4) room *= 2;
    m->slots = calloc((size_t)room, sizeof *m->slots), m->mask = (unsigned)room - 1;
    if (!m->slots) return PyErr_NoMemory(), 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_ssize_t len;
        Slot slot;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(pairs, i), "y#i", &slot.key, &len, &slot.value)) return 0;
        if (slot.value < 0 || slot.value >= limit) return PyErr_SetString(PyExc_ValueError, "out of bounds"), 0;
        slot.len = (int)len;
        *find(m, slot.key, slot.len) = slot;
    }
    return 1;
}

static int fill_rules(Tables *t, PyObject *rules) { /* (prefix, suffix, is_whole, is_sure, pattern, next) */
    t->nrules = (int)PyList_Size(rules);
    t->rules = t->nrules < 0 ? NULL : calloc((size_t)t->nrules + 1, sizeof *t->rules);
    if (!t->rules) return PyErr_Occurred() ? 0 : (PyErr_NoMemory(), 0);
    for (int i = 0; i < t->nrules; i++) {
        Rule *r = &t->rules[i];
        Py_ssize_t plen, slen;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(rules, i), "y#y#ppii", &r->prefix, &plen, &r->suffix, &slen, &r->whole,
                              &r->sure, &r->pattern, &r->next))
            return 0;
        r->plen = (int)plen, r->slen = (int)slen;
        if (r->next >= i) return PyErr_SetString(PyExc_ValueError, "a rule's next must stand before it"), 0;
    }
    return 1;
}

static int fill_letters(int *table, int nrules, PyObject *letters) {
    for (int i = 0; i < 256; i++) table[i] = -1;
    for (Py_ssize_t i = 0; i < PyList_Size(letters); i++) {
        int letter, rule;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(letters, i), "ii", &letter, &rule)) return 0;
        if (letter < 0 || letter > 255 || rule >= nrules) return PyErr_SetString(PyExc_ValueError, "no such letter"), 0;
        table[letter] = rule;
    }
    return 1;
}

static void close_tables(Tables *t) {
    Map *maps[] = {&t->names, &t->ends, &t->kind_names, &t->kind_ends, &t->kind_directories};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) free(maps[i]->slots);
    free(t->rules);
}

#endif
