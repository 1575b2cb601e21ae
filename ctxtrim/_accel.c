/* What ctxtrim.scan reads in Python, below directories where one set of tables decides: see scan/accel.py.
 *
 * Threads take directories from one stack. A name is looked up in the tables; where patterns hit it, the new
 * state comes from a cache or, once for each set of hits, from Python. Whatever is out of the ordinary (links,
 * special files, odd permissions, names that are no UTF-8 or hold a newline, states in which files arrive
 * empty) is handed back by name as "odd", to be weighed there. No Python object is touched without the GIL.
 */
#define PY_SSIZE_T_CLEAN
#define _GNU_SOURCE
#include <Python.h>

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <unistd.h>

enum { MOST_HITS = 8, MOST_KINDS = 64, CACHE = 512, BUFFER = 1 << 16, NUMBERS = 8 };
enum { ELIGIBLE = 1, EMPTIED = 2, FLAG_BITS = 2 };
enum { COUNTED = -1 }; /* state of what is excluded for good and only counted */
enum { FILES, BYTES, ARRIVALS, PACKETS, TRANSFER, TAR, OWN_TRANSFER, OWN_TAR };

/* ---- bytes that grow; a failed allocation is kept in mind and stops the scan ---- */
typedef struct { char *at; size_t used, room; int failed; } Bytes;

static int reserve(Bytes *b, size_t more) {
    if (b->room - b->used >= more) return 1;
    size_t room = (b->used + more) * 2 + 256;
    char *at = realloc(b->at, room);
    if (!at) return b->failed = 1, 0;
    b->at = at, b->room = room;
    return 1;
}

static void put(Bytes *b, const void *what, size_t size) {
    if (size && reserve(b, size)) memcpy(b->at + b->used, what, size), b->used += size;
}

/* ---- the tables ---- */
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

typedef struct { int state, count, hits[MOST_HITS], answer; } Move;
typedef struct { char *path; int len, name, parent, state, above, kind, job, asked; } Work;
typedef struct { int64_t size; char *path; } Large;
typedef struct { int64_t n[NUMBERS]; int id, parent, kind, eligible, name; } Row;

typedef struct {
    int root, checks, measures, always, top, room;
    Rule *rules;
    int nrules, starts[256], tails[256];
    Map names, ends, kind_names, kind_ends, kind_directories;
    int other;
    PyObject *ask;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    Work *stack;
    size_t pending, room_pending;
    int busy, stop, rows;
    PyObject *error[3];
} Scan;

typedef struct {
    Scan *scan;
    pthread_t thread;
    Move *cache;
    Bytes path, rows, names, odd, links, found, lost, failed;
    Large *large;
    int nlarge;
    int64_t threshold, kinds[MOST_KINDS][2], excluded[2], entered;
    char *buffer;
} Reader;

/* ---- what things weigh: ctxtrim/sizes.py, to the byte ---- */
static int varint(uint64_t v) {
    int n = 1;
    while (v >>= 7) n++;
    return n;
}

static int digits(int64_t v) {
    int n = 1;
    while (v /= 10) n++;
    return n;
}

static int64_t stat_packet(int len, const struct stat *s, int64_t size) {
#ifdef __APPLE__
    int64_t when = (int64_t)s->st_mtimespec.tv_sec * 1000000000 + s->st_mtimespec.tv_nsec;
#else
    int64_t when = (int64_t)s->st_mtim.tv_sec * 1000000000 + s->st_mtim.tv_nsec;
#endif
    uint64_t mode = s->st_mode & 0777;
    if (S_ISDIR(s->st_mode)) mode |= 1u << 31;
    if (s->st_mode & S_ISUID) mode |= 1 << 23;
    if (s->st_mode & S_ISGID) mode |= 1 << 22;
    if (s->st_mode & S_ISVTX) mode |= 1 << 20;
    int64_t body = 1 + varint((uint64_t)len) + len;
    if (mode) body += 1 + varint(mode);
    if (size) body += 1 + varint((uint64_t)size);
    if (when) body += 1 + varint((uint64_t)when);
    return 1 + varint((uint64_t)body) + body;
}

static int64_t pax(int key, int len) {
    int64_t body = key + 3 + len;
    return body + digits(body + digits(body));
}

static int64_t tar_header(int len, int ascii, int64_t size) {
    int64_t records = (!ascii || len > 100 ? pax(4, len) : 0) + (size > 077777777777 ? pax(4, digits(size)) : 0);
    return records ? 1024 + (records + 511) / 512 * 512 : 512;
}

static void weigh(int64_t *n, int len, int ascii, const struct stat *s) {
    int64_t size = s->st_size, whole = size >> 15, rest = size & 32767;
    n[FILES]++, n[ARRIVALS]++, n[BYTES] += size;
    n[PACKETS] += whole + (rest > 0) + 1;
    n[TRANSFER] += stat_packet(len, s, size) + whole * (6 + 32768) + 2 + (rest ? 3 + varint((uint64_t)rest) + rest : 0);
    n[TAR] += tar_header(len, ascii, size) + (size + 511) / 512 * 512;
}

/* ---- names ---- */
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

static int kind_of(const Scan *scan, const char *s, int n) { /* -1: letters beyond ASCII, let Python say */
    char low[32];
    int kind = look(&scan->kind_names, s, n), dot = last_dot(s, n), len = n - dot;
    if (kind >= 0) return kind;
    if (dot <= 0 || len < 2) return scan->other;
    for (int i = 0; i < len; i++) {
        if (s[dot + i] & 0x80) return -1;
        if (i < 32) low[i] = (char)(s[dot + i] >= 'A' && s[dot + i] <= 'Z' ? s[dot + i] + 32 : s[dot + i]);
    }
    kind = len <= 32 ? look(&scan->kind_ends, low, len) : -1;
    return kind >= 0 ? kind : scan->other;
}

/* Collect the patterns that hit a name. Returns their number, -1 if only Python can tell; *asked: is it wanted? */
static int collect(const Scan *scan, int rule, const char *s, int n, int *hits, int count, int *asked) {
    for (; rule >= 0; rule = scan->rules[rule].next) {
        const Rule *r = &scan->rules[rule];
        if (r->whole ? n != r->plen : n < r->plen + r->slen) continue;
        if (memcmp(s, r->prefix, (size_t)r->plen) || memcmp(s + n - r->slen, r->suffix, (size_t)r->slen)) continue;
        if (r->pattern < 0) *asked = 1;
        else if (!r->sure || count == MOST_HITS) count = -1;
        else if (count >= 0) hits[count++] = r->pattern;
    }
    return count;
}

static int hits_of(const Scan *scan, const char *s, int n, int *hits, int *asked) {
    int dot = last_dot(s, n);
    int count = collect(scan, look(&scan->names, s, n), s, n, hits, 0, asked);
    if (dot >= 0) count = collect(scan, look(&scan->ends, s + dot, n - dot), s, n, hits, count, asked);
    count = collect(scan, scan->starts[(unsigned char)s[0]], s, n, hits, count, asked);
    return collect(scan, scan->tails[(unsigned char)s[n - 1]], s, n, hits, count, asked);
}

/* ---- states ---- */
static void give_up(Scan *scan) { /* with the GIL, an error set */
    pthread_mutex_lock(&scan->lock);
    if (!scan->stop) PyErr_Fetch(&scan->error[0], &scan->error[1], &scan->error[2]);
    else PyErr_Clear();
    scan->stop = 1;
    pthread_cond_broadcast(&scan->wake);
    pthread_mutex_unlock(&scan->lock);
}

static int ask(Scan *scan, int state, const int *hits, int count, const char *path, int len) {
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *about = count < 0 ? PyUnicode_DecodeUTF8(path, len, "surrogateescape") : PyTuple_New(count);
    for (int i = 0; about && i < count; i++) PyTuple_SET_ITEM(about, i, PyLong_FromLong(hits[i]));
    PyObject *answer = about ? PyObject_CallFunction(scan->ask, "iO", state, about) : NULL;
    long value = answer ? PyLong_AsLong(answer) : -1;
    if (value < 0) give_up(scan);
    Py_XDECREF(answer);
    Py_XDECREF(about);
    PyGILState_Release(gil);
    return value < 0 ? 0 : (int)value;
}

static int moved(Reader *r, int state, int *hits, int count) {
    for (int i = 1; i < count; i++) /* in order, so that a set is asked for once */
        for (int j = i; j && hits[j - 1] > hits[j]; j--) {
            int other = hits[j];
            hits[j] = hits[j - 1], hits[j - 1] = other;
        }
    unsigned at = hash((const char *)hits, count * (int)sizeof *hits) ^ (unsigned)state * 2654435761u;
    Move *m = &r->cache[at % CACHE];
    if (m->count == count && m->state == state && !memcmp(m->hits, hits, (size_t)count * sizeof *hits)) return m->answer;
    m->answer = ask(r->scan, state, hits, count, NULL, 0);
    m->state = state, m->count = count;
    memcpy(m->hits, hits, (size_t)count * sizeof *hits);
    return m->answer;
}

/* ---- what is noted ---- */
static void note(Bytes *b, int row, uint64_t value, const char *name, int n) {
    if (!reserve(b, sizeof row + sizeof value + (size_t)n + 1)) return;
    put(b, &row, sizeof row);
    put(b, &value, sizeof value);
    put(b, name, (size_t)n);
    put(b, "", 1);
}

static int by_size(const void *a, const void *b) { /* as plainscan: larger first, then by path, longer first */
    const Large *x = a, *y = b;
    if (x->size != y->size) return x->size < y->size ? 1 : -1;
    const unsigned char *p = (const unsigned char *)x->path, *q = (const unsigned char *)y->path;
    while (*p && *p == *q) p++, q++;
    if (!*p || !*q) return *p ? -1 : *q ? 1 : 0;
    return *p < *q ? -1 : 1;
}

static void note_large(Reader *r, int64_t size, const char *path, int len) {
    int top = r->scan->top, room = 2 * top + 16;
    Large *l = &r->large[r->nlarge];
    if (!top || !(l->path = malloc((size_t)len + 1))) return;
    memcpy(l->path, path, (size_t)len), l->path[len] = 0, l->size = size;
    if (++r->nlarge < room) return;
    qsort(r->large, (size_t)r->nlarge, sizeof *l, by_size);
    while (r->nlarge > top) free(r->large[--r->nlarge].path);
    r->threshold = r->large[top - 1].size;
}

static void push(Reader *r, const char *path, Work w) {
    Scan *scan = r->scan;
    w.path = malloc((size_t)w.len + 1);
    if (!w.path) { r->odd.failed = 1; return; }
    memcpy(w.path, path, (size_t)w.len), w.path[w.len] = 0;
    pthread_mutex_lock(&scan->lock);
    if (scan->pending == scan->room_pending) {
        size_t room = scan->room_pending * 2 + 64;
        Work *grown = realloc(scan->stack, room * sizeof *grown);
        if (grown) scan->stack = grown, scan->room_pending = room;
    }
    if (scan->pending < scan->room_pending) scan->stack[scan->pending++] = w;
    else r->odd.failed = 1, free(w.path);
    pthread_cond_signal(&scan->wake);
    pthread_mutex_unlock(&scan->lock);
}

/* ---- one entry, one directory ---- */
typedef struct { const Work *work; int fd, row, ascii; int64_t n[NUMBERS]; } Here;

static void entry(Reader *r, Here *here, const char *name, int n, int type) {
    Scan *scan = r->scan;
    const Work *w = here->work;
    int ascii = here->ascii, hits[MOST_HITS], asked = 0, len = (w->len ? w->len + 1 : 0) + n;
    int counted = w->state == COUNTED, state = w->state;
    struct stat s;
    if (type == DT_UNKNOWN) {
        if (fstatat(here->fd, name, &s, AT_SYMLINK_NOFOLLOW)) return;
        type = S_ISDIR(s.st_mode) ? DT_DIR : S_ISREG(s.st_mode) ? DT_REG : DT_LNK;
    }
    r->path.used = w->len ? (size_t)w->len + 1 : 0;
    put(&r->path, name, (size_t)n);
    int far = type == DT_DIR && len > scan->room;
    if (counted ? far : far || !plain_name(name, n, &ascii)) {
        if (counted) note(&r->lost, 0, 0, r->path.at, len);
        else note(&r->odd, here->row, (uint64_t)state, name, n);
        return;
    }
    if (!counted) {
        int count = hits_of(scan, name, n, hits, &asked);
        if (count > 0) state = moved(r, state, hits, count);
        else if (count < 0) state = ask(scan, state, NULL, -1, r->path.at, len);
    }
    int eligible = !counted && (state & ELIGIBLE);
    if (type == DT_DIR) {
        int kind = w->kind >= 0 ? w->kind : look(&scan->kind_directories, name, n);
        Work below = {NULL, len, len - n, here->row, state, w->state, kind, -1, asked && eligible};
        if (eligible || (!counted && scan->always)) push(r, r->path.at, below);
        else if (scan->measures) below.state = COUNTED, push(r, r->path.at, below);
        return;
    }
    if (!eligible && !scan->measures) return;
    if (type == DT_REG && fstatat(here->fd, name, &s, AT_SYMLINK_NOFOLLOW)) return;
    if (!eligible) {
        r->excluded[0]++;
        if (type == DT_REG && S_ISREG(s.st_mode)) r->excluded[1] += s.st_size;
        return;
    }
    int kind = w->kind >= 0 ? w->kind : kind_of(scan, name, n);
    if (type != DT_REG || !S_ISREG(s.st_mode) || (state & EMPTIED) || kind < 0 ||
        (scan->checks && (s.st_mode & 0444) != 0444)) {
        note(&r->odd, here->row, (uint64_t)w->state, name, n);
        return;
    }
    weigh(here->n, len, ascii, &s);
    if (w->kind < 0) r->kinds[kind][0]++, r->kinds[kind][1] += s.st_size;
    if (s.st_nlink > 1) note(&r->links, here->row, (uint64_t)s.st_ino, name, n);
    if (asked) note(&r->found, here->row, 0, name, n);
    if (s.st_size > 0 && s.st_size >= r->threshold) note_large(r, s.st_size, r->path.at, len);
}

#ifdef __linux__
typedef struct { uint64_t ino; int64_t off; unsigned short len; unsigned char type; char name[]; } Listed;

static void list(Reader *r, Here *here) {
    for (;;) {
        long got = syscall(SYS_getdents64, here->fd, r->buffer, BUFFER);
        for (long at = 0; at < got;) {
            const Listed *d = (const Listed *)(r->buffer + at);
            at += d->len;
            if (d->name[0] != '.' || (d->name[1] && (d->name[1] != '.' || d->name[2])))
                entry(r, here, d->name, (int)strlen(d->name), d->type);
        }
        if (got <= 0) break;
    }
    close(here->fd);
}
#else
static void list(Reader *r, Here *here) {
    DIR *dir = fdopendir(here->fd);
    if (!dir) { close(here->fd); return; }
    for (struct dirent *d; (d = readdir(dir));)
        if (strcmp(d->d_name, ".") && strcmp(d->d_name, ".."))
            entry(r, here, d->d_name, (int)strlen(d->d_name), d->d_type);
    closedir(dir);
}
#endif

/* A directory that cannot be opened or weighed here goes back: by its job, or by name. */
static void refuse(Reader *r, const Work *w) {
    if (w->job >= 0) put(&r->failed, &w->job, sizeof w->job);
    else if (w->state != COUNTED) note(&r->odd, w->parent, (uint64_t)w->above, w->path + w->name, w->len - w->name);
}

static void directory(Reader *r, const Work *w) {
    Scan *scan = r->scan;
    struct stat s;
    Here here = {w, openat(scan->root, w->len ? w->path : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), -1, 1, {0}};
    if (here.fd < 0 || fstat(here.fd, &s) || (scan->checks && (s.st_mode & 0555) != 0555)) {
        if (here.fd >= 0) close(here.fd);
        refuse(r, w);
        return;
    }
    plain_name(w->path, w->len, &here.ascii);
    r->path.used = 0;
    put(&r->path, w->path, (size_t)w->len);
    put(&r->path, "/", 1);
    reserve(&r->path, BUFFER);
    if (w->state == COUNTED) { list(r, &here); return; }
    pthread_mutex_lock(&scan->lock);
    here.row = scan->rows++;
    pthread_mutex_unlock(&scan->lock);
    here.n[OWN_TRANSFER] = stat_packet(w->len, &s, 0);
    here.n[OWN_TAR] = tar_header(w->len + 1, here.ascii, 0);
    if (w->asked) note(&r->found, w->parent, 0, w->path + w->name, w->len - w->name);
    if (!(w->state & ELIGIBLE) && w->job < 0) r->entered++;
    list(r, &here);
    Row row = {{0}, here.row, w->parent, w->kind, w->state & ELIGIBLE, w->len - w->name};
    memcpy(row.n, here.n, sizeof row.n);
    put(&r->rows, &row, sizeof row);
    put(&r->names, w->path + w->name, (size_t)row.name);
}

static int failed(const Reader *r) {
    return r->path.failed | r->rows.failed | r->names.failed | r->odd.failed | r->links.failed | r->found.failed |
           r->lost.failed | r->failed.failed;
}

static void *work(void *of) {
    Reader *r = of;
    Scan *scan = r->scan;
    pthread_mutex_lock(&scan->lock);
    while (!scan->stop) {
        if (!scan->pending) {
            if (!scan->busy) break;
            pthread_cond_wait(&scan->wake, &scan->lock);
            continue;
        }
        Work w = scan->stack[--scan->pending];
        scan->busy++;
        pthread_mutex_unlock(&scan->lock);
        directory(r, &w);
        free(w.path);
        pthread_mutex_lock(&scan->lock);
        scan->busy--;
        if (failed(r)) scan->stop = 1;
    }
    pthread_cond_broadcast(&scan->wake);
    pthread_mutex_unlock(&scan->lock);
    return NULL;
}

/* ---- in and out ---- */
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

static int fill_rules(Scan *scan, PyObject *rules) { /* (prefix, suffix, is_whole, is_sure, pattern, next) */
    scan->nrules = (int)PyList_Size(rules);
    scan->rules = scan->nrules < 0 ? NULL : calloc((size_t)scan->nrules + 1, sizeof *scan->rules);
    if (!scan->rules) return PyErr_Occurred() ? 0 : (PyErr_NoMemory(), 0);
    for (int i = 0; i < scan->nrules; i++) {
        Rule *r = &scan->rules[i];
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

static int fill_jobs(Reader *r, PyObject *jobs) { /* (path, parent, state, kind) */
    for (Py_ssize_t i = PyList_Size(jobs) - 1; i >= 0; i--) {
        const char *path;
        Py_ssize_t len;
        Work w = {NULL, 0, 0, 0, 0, 0, 0, (int)i, 0};
        if (!PyArg_ParseTuple(PyList_GET_ITEM(jobs, i), "y#iii", &path, &len, &w.parent, &w.state, &w.kind))
            return 0;
        for (w.len = w.name = (int)len; w.name && path[w.name - 1] != '/';) w.name--;
        push(r, path, w);
    }
    return 1;
}

static void run(Scan *scan, Reader *readers, int threads) {
    int started = 1;
    Py_BEGIN_ALLOW_THREADS
    for (; started < threads; started++)
        if (pthread_create(&readers[started].thread, NULL, work, &readers[started])) break;
    work(&readers[0]);
    for (int i = 1; i < started; i++) pthread_join(readers[i].thread, NULL);
    Py_END_ALLOW_THREADS
    for (int i = 0; i < started && !scan->stop; i++) scan->stop = failed(&readers[i]);
}

static int add(PyObject *list, const void *at, size_t size) {
    PyObject *one = PyBytes_FromStringAndSize(at, (Py_ssize_t)size);
    int ok = one && !PyList_Append(list, one);
    Py_XDECREF(one);
    return ok;
}

/* The rows of all threads by number: (parents, names joined by "/", flags, kinds, numbers). */
static PyObject *columns(const Scan *scan, const Reader *readers, int threads) {
    size_t rows = (size_t)scan->rows;
    PyObject *parts[4];
    char *at[4];
    const size_t each[4] = {sizeof(int), 1, 1, NUMBERS * sizeof(int64_t)};
    struct { const char *name; int len; } *names = calloc(rows + 1, sizeof *names);
    Bytes joined = {0};
    for (int i = 0; i < 4; i++)
        parts[i] = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(rows * each[i])), at[i] = parts[i] ? PyBytes_AS_STRING(parts[i]) : NULL;
    int ok = names && at[0] && at[1] && at[2] && at[3];
    for (int t = 0; ok && t < threads; t++) {
        const char *name = readers[t].names.at;
        for (size_t used = 0; used < readers[t].rows.used; used += sizeof(Row)) {
            Row row;
            memcpy(&row, readers[t].rows.at + used, sizeof row);
            size_t id = (size_t)row.id;
            memcpy(at[0] + id * sizeof(int), &row.parent, sizeof(int));
            at[1][id] = (char)row.eligible, at[2][id] = (char)row.kind;
            memcpy(at[3] + id * sizeof row.n, row.n, sizeof row.n);
            names[id].name = name, names[id].len = row.name, name += row.name;
        }
    }
    for (size_t i = 0; ok && i < rows; i++) {
        if (i) put(&joined, "/", 1);
        put(&joined, names[i].name, (size_t)names[i].len);
    }
    ok = ok && !joined.failed;
    PyObject *all = ok ? Py_BuildValue("(Oy#OOO)", parts[0], joined.at ? joined.at : "", (Py_ssize_t)joined.used, parts[1], parts[2], parts[3]) : NULL;
    for (int i = 0; i < 4; i++) Py_XDECREF(parts[i]);
    free(names), free(joined.at);
    return all || PyErr_Occurred() ? all : PyErr_NoMemory();
}

/* What one thread noted: [odd, links, found, lost, failed, kinds], (files, bytes, entered), [(size, path)]. */
static PyObject *noted_by(const Reader *r) {
    const Bytes *each[] = {&r->odd, &r->links, &r->found, &r->lost, &r->failed};
    PyObject *parts = PyList_New(0), *large = PyList_New(0);
    int ok = parts && large;
    for (size_t i = 0; ok && i < sizeof each / sizeof *each; i++) ok = add(parts, each[i]->at, each[i]->used);
    ok = ok && add(parts, r->kinds, sizeof r->kinds);
    for (int i = 0; ok && i < r->nlarge; i++) {
        PyObject *one = Py_BuildValue("(Ls)", (long long)r->large[i].size, r->large[i].path);
        ok = one && !PyList_Append(large, one);
        Py_XDECREF(one);
    }
    PyObject *all = ok ? Py_BuildValue("(O(LLL)O)", parts, (long long)r->excluded[0], (long long)r->excluded[1],
                                       (long long)r->entered, large) : NULL;
    Py_XDECREF(parts);
    Py_XDECREF(large);
    return all;
}

static int open_reader(Reader *r, Scan *scan) {
    r->scan = scan, r->threshold = -1;
    r->buffer = malloc(BUFFER);
    r->cache = calloc(CACHE, sizeof *r->cache);
    r->large = calloc((size_t)scan->top * 2 + 17, sizeof *r->large);
    return r->buffer && r->cache && r->large;
}

static void close_reader(Reader *r) {
    Bytes *each[] = {&r->path, &r->rows, &r->names, &r->odd, &r->links, &r->found, &r->lost, &r->failed};
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) free(each[i]->at);
    for (int i = 0; i < r->nlarge; i++) free(r->large[i].path);
    free(r->large), free(r->cache), free(r->buffer);
}

static void close_scan(Scan *scan) {
    Map *maps[] = {&scan->names, &scan->ends, &scan->kind_names, &scan->kind_ends, &scan->kind_directories};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) free(maps[i]->slots);
    for (size_t i = 0; i < scan->pending; i++) free(scan->stack[i].path);
    for (int i = 0; i < 3; i++) Py_XDECREF(scan->error[i]);
    free(scan->rules), free(scan->stack);
    pthread_mutex_destroy(&scan->lock), pthread_cond_destroy(&scan->wake);
}

/* read(root, (checks, measures, always, top, room, threads, other), (rules, names, ends, starts, tails),
 *      (kinds of names, of extensions, of directories), jobs, ask) -> [columns(), noted_by() of each thread] */
static PyObject *py_read(PyObject *self, PyObject *args) {
    PyObject *rules, *names, *ends, *starts, *tails, *kinds[3], *jobs, *result = NULL;
    Scan scan = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};
    int threads, count = 0;
    (void)self;
    if (!PyArg_ParseTuple(args, "i(pppiiii)(O!O!O!O!O!)(O!O!O!)O!O", &scan.root, &scan.checks, &scan.measures, &scan.always,
                          &scan.top, &scan.room, &threads, &scan.other, &PyList_Type, &rules, &PyList_Type, &names,
                          &PyList_Type, &ends, &PyList_Type, &starts, &PyList_Type, &tails, &PyList_Type, &kinds[0],
                          &PyList_Type, &kinds[1], &PyList_Type, &kinds[2], &PyList_Type, &jobs, &scan.ask))
        return NULL;
    threads = threads < 1 ? 1 : threads > 64 ? 64 : threads;
    Reader *readers = calloc((size_t)threads, sizeof *readers);
    int ok = readers && scan.top >= 0 && scan.top < 1 << 20;
    while (ok && count < threads) ok = open_reader(&readers[count++], &scan);
    if (!ok) PyErr_NoMemory();
    ok = ok && fill_rules(&scan, rules) && fill(&scan.names, names, scan.nrules) && fill(&scan.ends, ends, scan.nrules) &&
         fill_letters(scan.starts, scan.nrules, starts) && fill_letters(scan.tails, scan.nrules, tails) &&
         fill(&scan.kind_names, kinds[0], MOST_KINDS) && fill(&scan.kind_ends, kinds[1], MOST_KINDS) &&
         fill(&scan.kind_directories, kinds[2], MOST_KINDS) && scan.other >= 0 && scan.other < MOST_KINDS &&
         fill_jobs(&readers[0], jobs);
    if (ok) {
        run(&scan, readers, threads);
        if (scan.error[0]) PyErr_Restore(scan.error[0], scan.error[1], scan.error[2]), scan.error[0] = scan.error[1] = scan.error[2] = NULL;
        else if (scan.stop) PyErr_NoMemory();
        else result = PyList_New(0);
    }
    for (int i = -1; result && i < threads; i++) {
        PyObject *one = i < 0 ? columns(&scan, readers, threads) : noted_by(&readers[i]);
        if (!one || PyList_Append(result, one)) Py_CLEAR(result);
        Py_XDECREF(one);
    }
    for (int i = 0; i < count; i++) close_reader(&readers[i]);
    free(readers);
    close_scan(&scan);
    return result;
}

static PyMethodDef methods[] = {{"read", py_read, METH_VARARGS, "Read directories; see scan/accel.py."}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_accel", 0, 0, methods, 0, 0, 0, 0};
PyMODINIT_FUNC PyInit__accel(void) { return PyModuleDef_Init(&module); }
