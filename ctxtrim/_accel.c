/* What ctxtrim.scan reads in Python, below directories where one set of tables decides: see scan/accel.py.
 *
 * Threads take directories from one stack. A name is looked up in the tables; where patterns hit it, the new
 * state comes from a cache or, once for each set of hits, from Python. Whatever is out of the ordinary (links,
 * special files, odd permissions, names that are no UTF-8 or hold a newline, states in which files arrive
 * empty) is handed back by name as "odd", to be weighed there; of wide directories also by name, as "uneven",
 * what may not travel in two packets, if that is little. No Python object is touched without the GIL.
 */
#define PY_SSIZE_T_CLEAN
#define _GNU_SOURCE
#include <Python.h>

#include <dirent.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include "_accel_names.h"
#include "_accel_weight.h"

enum { CACHE = 512, BUFFER = 1 << 16, SEGMENT = 4096, MOST_SEGMENTS = 1 << 15, WIDE = 1 << 13 };
enum { ELIGIBLE = 1, EMPTIED = 2, FLAG_BITS = 2 };
enum { COUNTED = -1 }; /* state of what is excluded for good and only counted */

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

typedef struct { int state, count, hits[MOST_HITS], answer; } Move;
typedef struct { char *path; int len, name, parent, state, above, kind, job, asked; } Work;
typedef struct { int64_t size; char *path; } Large;
typedef struct { int64_t n[NUMBERS]; size_t at; int parent, name; char kind, eligible, reader; } Row; /* at: its name */

typedef struct {
    int root, checks, wary, measures, always, top, room;
    int near, most; /* near: only names, so many directories deep, of most entries for each thread; 0: a scan */
    Tables tables;
    PyObject *ask;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    Work *stack;
    size_t pending, room_pending;
    int busy, stop, rows;
    Row **segments; /* of SEGMENT rows each, which never move */
    PyObject *error[3];
} Scan;

typedef struct {
    Scan *scan;
    int number;
    pthread_t thread;
    Move *cache;
    Bytes path, names, odd, links, found, lost, uneven, own, failed;
    Large *large;
    int nlarge;
    int64_t threshold, kinds[MOST_KINDS][2], excluded[2], entered, sums[SUMS];
    char *buffer;
} Reader;

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
    if (m->count == count && m->state == state && !memcmp(m->hits, hits, (size_t)count * sizeof *hits))
        return m->answer;
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

static int by_size(const void *a, const void *b) { /* as scan/reference: larger first, then by path, longer first */
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

static int steps(const char *path, int len) {
    int n = 1;
    while (len--) n += path[len] == '/';
    return n;
}

/* Say whether a file may not be read, or a directory not entered; mode bits for all need no system call. */
static int shut(const Scan *scan, int fd, const char *name, mode_t mode) {
    mode_t needed = S_ISDIR(mode) ? 0555 : 0444;
    return scan->checks && (mode & needed) != needed &&
           faccessat(fd, name, S_ISDIR(mode) ? R_OK | X_OK : R_OK, AT_EACCESS);
}

static void odd(Reader *r, const Here *here, int state, const char *name, int n) {
    note(&r->odd, here->row, (uint64_t)state, name, n);
    note(&r->uneven, here->row, 0, name, n);
}

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
        else odd(r, here, state, name, n);
        return;
    }
    if (!counted) {
        int count = hits_of(&scan->tables, name, n, hits, &asked);
        if (count > 0) state = moved(r, state, hits, count);
        else if (count < 0) state = ask(scan, state, NULL, -1, r->path.at, len);
    }
    int eligible = !counted && (state & ELIGIBLE);
    if (scan->near) {
        if (++r->excluded[0] > scan->most) return;
        if (asked) note(&r->found, here->row, type == DT_DIR, name, n);
        if (type != DT_DIR || !eligible || steps(r->path.at, len) > scan->near) return;
    }
    if (type == DT_DIR) {
        int kind = w->kind >= 0 ? w->kind : look(&scan->tables.kind_directories, name, n);
        Work below = {NULL, len, len - n, here->row, state, w->state, kind, -1, asked && eligible};
        int stops = scan->wary && !eligible && !counted && !fstatat(here->fd, name, &s, AT_SYMLINK_NOFOLLOW);
        if (stops && shut(scan, here->fd, name, s.st_mode)) odd(r, here, w->state, name, n);
        else if (eligible || (!counted && scan->always)) push(r, r->path.at, below);
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
    int kind = w->kind >= 0 ? w->kind : kind_of(&scan->tables, name, n);
    if (type != DT_REG || !S_ISREG(s.st_mode) || (state & EMPTIED) || kind < 0 ||
        shut(scan, here->fd, name, s.st_mode)) {
        odd(r, here, w->state, name, n);
        return;
    }
    weigh(here->n, r->sums, r->path.at, len, ascii, &s);
    if (w->kind < 0) r->kinds[kind][0]++, r->kinds[kind][1] += s.st_size;
    if (s.st_nlink > 1 || !s.st_size || s.st_size >> 15) note(&r->uneven, here->row, 0, name, n);
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

static Row *new_row(Reader *r, int *id) {
    Scan *scan = r->scan;
    Row *segment = NULL;
    pthread_mutex_lock(&scan->lock);
    *id = scan->rows++;
    if (*id / SEGMENT < MOST_SEGMENTS) {
        if (*id % SEGMENT == 0) scan->segments[*id / SEGMENT] = calloc(SEGMENT, sizeof *segment);
        segment = scan->segments[*id / SEGMENT];
    }
    pthread_mutex_unlock(&scan->lock);
    if (!segment) r->names.failed = 1;
    return segment ? segment + *id % SEGMENT : NULL;
}

/* A directory that cannot be opened or weighed here goes back: by its job, or by name. */
static void refuse(Reader *r, const Work *w) {
    if (w->job >= 0) put(&r->failed, &w->job, sizeof w->job);
    else if (w->state != COUNTED) note(&r->odd, w->parent, (uint64_t)w->above, w->path + w->name, w->len - w->name);
}

static void directory(Reader *r, const Work *w) {
    Scan *scan = r->scan;
    struct stat s;
    int fd = openat(scan->root, w->len ? w->path : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    Here here = {w, fd, -1, 1, {0}};
    if (here.fd < 0 || fstat(here.fd, &s) || shut(scan, here.fd, ".", s.st_mode)) {
        if (here.fd >= 0) close(here.fd);
        refuse(r, w);
        return;
    }
    plain_name(w->path, w->len, &here.ascii);
    r->path.used = 0;
    if (!reserve(&r->path, (size_t)w->len + BUFFER)) { /* from here on names always fit */
        close(here.fd);
        return;
    }
    put(&r->path, w->path, (size_t)w->len);
    put(&r->path, "/", 1);
    if (w->state == COUNTED) { list(r, &here); return; }
    Row *row = new_row(r, &here.row);
    if (!row) { close(here.fd); return; }
    int64_t own[SUMS] = {stat_packet(w->len, &s, 0), tar_header(w->path, w->len, w->len + 1, here.ascii, 0, s.st_mtime)};
    int eligible = w->state & ELIGIBLE;
    if (!eligible) note(&r->own, here.row, (uint64_t)(own[TRANSFER] << 32 | own[TAR]), "", 0);
    for (int i = 0; i < SUMS && eligible && w->len; i++) r->sums[i] += own[i];
    if (w->asked && !scan->near) note(&r->found, w->parent, 0, w->path + w->name, w->len - w->name);
    if (!eligible && w->job < 0) r->entered++;
    size_t even = r->uneven.used;
    note(&r->uneven, here.row, 0, "", 0);
    list(r, &here);
    if (here.n[ARRIVALS] < WIDE || (r->uneven.used - even) / 8 > (size_t)here.n[ARRIVALS]) r->uneven.used = even;
    *row = (Row){{0}, r->names.used, w->parent, w->len - w->name, (char)w->kind, (char)eligible, (char)r->number};
    memcpy(row->n, here.n, sizeof row->n);
    put(&r->names, w->path + w->name, (size_t)row->name);
}

static int failed(const Reader *r) {
    return r->path.failed | r->names.failed | r->odd.failed | r->links.failed | r->found.failed |
           r->lost.failed | r->uneven.failed | r->own.failed | r->failed.failed;
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

/* A segment's rows: (parents, names joined by "/", flags, kinds, numbers); it is freed. */
static PyObject *columns(Scan *scan, const Reader *readers, int segment) {
    Row *row = scan->segments[segment];
    size_t rows = (size_t)scan->rows - (size_t)segment * SEGMENT;
    PyObject *parts[4], *all = NULL;
    char *at[4];
    const size_t each[4] = {sizeof(int), 1, 1, sizeof row->n};
    Bytes joined = {0};
    if (rows > SEGMENT) rows = SEGMENT;
    int ok = reserve(&joined, 1);
    for (int i = 0; i < 4; i++) {
        parts[i] = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(rows * each[i]));
        at[i] = parts[i] ? PyBytes_AS_STRING(parts[i]) : NULL;
        ok = ok && at[i];
    }
    for (size_t i = 0; ok && i < rows; i++, row++) {
        memcpy(at[0] + i * sizeof(int), &row->parent, sizeof(int));
        at[1][i] = row->eligible, at[2][i] = row->kind;
        memcpy(at[3] + i * sizeof row->n, row->n, sizeof row->n);
        if (i) put(&joined, "/", 1);
        put(&joined, readers[(int)row->reader].names.at + row->at, (size_t)row->name);
    }
    free(scan->segments[segment]), scan->segments[segment] = NULL;
    if (ok && !joined.failed)
        all = Py_BuildValue("(Oy#OOO)", parts[0], joined.at, (Py_ssize_t)joined.used, parts[1], parts[2], parts[3]);
    for (int i = 0; i < 4; i++) Py_XDECREF(parts[i]);
    free(joined.at);
    return all || PyErr_Occurred() ? all : PyErr_NoMemory();
}

static int set_bytes(PyObject *dict, const char *name, const void *at, size_t size) {
    PyObject *value = PyBytes_FromStringAndSize(at, (Py_ssize_t)size);
    int ok = value && !PyDict_SetItemString(dict, name, value);
    Py_XDECREF(value);
    return ok;
}

static int set_number(PyObject *dict, const char *name, int64_t number) {
    PyObject *value = PyLong_FromLongLong((long long)number);
    int ok = value && !PyDict_SetItemString(dict, name, value);
    Py_XDECREF(value);
    return ok;
}

/* What one thread noted, by name: the fields of scan/native.py, Noted. */
static PyObject *noted_by(const Reader *r) {
    const struct { const char *name; const Bytes *bytes; } each[] = {
        {"odd", &r->odd}, {"links", &r->links}, {"found", &r->found}, {"lost", &r->lost},
        {"uneven", &r->uneven}, {"own", &r->own}, {"failed", &r->failed}};
    PyObject *all = PyDict_New(), *large = PyList_New(0);
    int ok = all && large;
    for (size_t i = 0; ok && i < sizeof each / sizeof *each; i++)
        ok = set_bytes(all, each[i].name, each[i].bytes->at, each[i].bytes->used);
    ok = ok && set_bytes(all, "kinds", r->kinds, sizeof r->kinds) && set_number(all, "files", r->excluded[0]) &&
         set_number(all, "bytes", r->excluded[1]) && set_number(all, "entered", r->entered) &&
         set_number(all, "transfer", r->sums[TRANSFER]) && set_number(all, "tar", r->sums[TAR]) &&
         !PyDict_SetItemString(all, "large", large);
    for (int i = 0; ok && i < r->nlarge; i++) {
        PyObject *one = Py_BuildValue("(Ls)", (long long)r->large[i].size, r->large[i].path);
        ok = one && !PyList_Append(large, one);
        Py_XDECREF(one);
    }
    if (!ok) Py_CLEAR(all);
    Py_XDECREF(large);
    return all;
}

static int open_reader(Reader *r, Scan *scan, int number) {
    r->scan = scan, r->number = number, r->threshold = -1;
    r->buffer = malloc(BUFFER);
    r->cache = calloc(CACHE, sizeof *r->cache);
    r->large = calloc((size_t)scan->top * 2 + 17, sizeof *r->large);
    return r->buffer && r->cache && r->large;
}

static void close_reader(Reader *r) {
    Bytes *each[] = {&r->path, &r->names, &r->odd, &r->links, &r->found, &r->lost, &r->uneven, &r->own, &r->failed};
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) free(each[i]->at);
    for (int i = 0; i < r->nlarge; i++) free(r->large[i].path);
    free(r->large), free(r->cache), free(r->buffer);
}

static void close_scan(Scan *scan) {
    close_tables(&scan->tables);
    for (size_t i = 0; i < scan->pending; i++) free(scan->stack[i].path);
    for (int i = 0; i < 3; i++) Py_XDECREF(scan->error[i]);
    free(scan->stack);
    for (int i = 0; scan->segments && i < MOST_SEGMENTS; i++) free(scan->segments[i]);
    free(scan->segments);
    pthread_mutex_destroy(&scan->lock), pthread_cond_destroy(&scan->wake);
}

/* read(root, (rules, names, ends, starts, tails), (kinds of names, of extensions, of directories), jobs, ask, *, …)
 * -> ([columns() of each segment], [noted_by() of each thread]); see scan/native.py */
static PyObject *py_read(PyObject *self, PyObject *args, PyObject *options) {
    static char *keywords[] = {"root", "rules", "kinds", "jobs", "ask", "checks", "wary", "measures", "always", "top",
                               "room", "threads", "other", "near", "most", NULL};
    PyObject *rules, *jobs, *of[4], *kinds[3], *result = NULL; /* of: names, ends, starts, tails */
    PyTypeObject *list_type = &PyList_Type;
    Scan scan = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};
    Tables *t = &scan.tables;
    int threads = 1, count = 0;
    (void)self;
    if (!PyArg_ParseTupleAndKeywords(args, options, "i(O!O!O!O!O!)(O!O!O!)O!O|$ppppiiiiii", keywords, &scan.root,
                                     list_type, &rules, list_type, &of[0], list_type, &of[1], list_type, &of[2],
                                     list_type, &of[3], list_type, &kinds[0], list_type, &kinds[1], list_type,
                                     &kinds[2], list_type, &jobs, &scan.ask, &scan.checks, &scan.wary, &scan.measures,
                                     &scan.always, &scan.top, &scan.room, &threads, &t->other, &scan.near, &scan.most))
        return NULL;
    threads = threads < 1 ? 1 : threads > 64 ? 64 : threads;
    Reader *readers = calloc((size_t)threads, sizeof *readers);
    scan.segments = calloc(MOST_SEGMENTS, sizeof *scan.segments);
    int ok = readers && scan.segments && scan.top >= 0 && scan.top < 1 << 20 && t->other >= 0 && t->other < MOST_KINDS;
    while (ok && count < threads) ok = open_reader(&readers[count], &scan, count), count++;
    if (!ok) PyErr_NoMemory();
    ok = ok && fill_rules(t, rules) && fill(&t->names, of[0], t->nrules) && fill(&t->ends, of[1], t->nrules) &&
         fill_letters(t->starts, t->nrules, of[2]) && fill_letters(t->tails, t->nrules, of[3]) &&
         fill(&t->kind_names, kinds[0], MOST_KINDS) && fill(&t->kind_ends, kinds[1], MOST_KINDS) &&
         fill(&t->kind_directories, kinds[2], MOST_KINDS) && fill_jobs(&readers[0], jobs);
    if (ok) {
        run(&scan, readers, threads);
        if (scan.error[0]) {
            PyErr_Restore(scan.error[0], scan.error[1], scan.error[2]);
            memset(scan.error, 0, sizeof scan.error);
        } else if (scan.stop) PyErr_NoMemory();
        else result = Py_BuildValue("([][])");
    }
    int segments = result ? (scan.rows + SEGMENT - 1) / SEGMENT : 0;
    for (int i = 0; result && i < segments + threads; i++) {
        PyObject *one = i < segments ? columns(&scan, readers, i) : noted_by(&readers[i - segments]);
        if (!one || PyList_Append(PyTuple_GET_ITEM(result, i >= segments), one)) Py_CLEAR(result);
        Py_XDECREF(one);
    }
    for (int i = 0; i < count; i++) close_reader(&readers[i]);
    free(readers);
    close_scan(&scan);
#ifdef __GLIBC__
    malloc_trim(0); /* what the threads had is in arenas of their own, which Python would never use */
#endif
    return result;
}

#include "_accel_lister.h"

static PyMethodDef methods[] = {
    {"list", (PyCFunction)(void (*)(void))py_list, METH_VARARGS | METH_KEYWORDS, "List paths; see scan/list_fast.py."},
    {"read", (PyCFunction)(void (*)(void))py_read, METH_VARARGS | METH_KEYWORDS, "Read directories; see scan/accel.py."},
    {0}};

static int add_types(PyObject *module) {
    PyObject *type = PyType_FromSpec(&lister_spec);
    int failed = type ? PyModule_AddObjectRef(module, "Lister", type) : -1;
    Py_XDECREF(type);
    return failed;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, add_types}, {0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_accel", 0, 0, methods, slots, 0, 0, 0};
PyMODINIT_FUNC PyInit__accel(void) { return PyModuleDef_Init(&module); }
