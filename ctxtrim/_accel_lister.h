/* The paths of what arrives below one directory, in byte order, as chunks of bytes. Part of _accel.c; see
 * scan/list_fast.py.
 *
 * An iterator: each step gives bytes (paths, each ended by NUL) or, for a directory whose path is too long to
 * open from the root, its path and state as a tuple.
 */
#ifndef CTXTRIM_ACCEL_LISTER_H
#define CTXTRIM_ACCEL_LISTER_H

enum { CHUNK = 1 << 16 };

typedef struct { char *names, **sorted; size_t count, at; int len, state, odd; } Frame; /* a name follows its type */

typedef struct {
    PyObject_HEAD
    Scan scan;
    Reader reader;
    PyObject *kept; /* the tables point into it */
    Frame *frames;
    size_t depth, room_frames;
    int dropped, late_state; /* late: a directory to hand back once the chunk is out */
    Bytes out, late;
} Lister;

static int by_bytes(const void *a, const void *b) { return strcmp(*(char *const *)a + 1, *(char *const *)b + 1); }

static void take_name(Reader *r, Frame *f, const char *name, int type) {
    char kind = (char)type;
    put(&r->names, &kind, 1), put(&r->names, name, strlen(name) + 1);
    f->count++;
}

static int type_of(int fd, const char *name, int type) { /* -1: it vanished */
    struct stat s;
    if (type != DT_UNKNOWN) return type;
    return fstatat(fd, name, &s, AT_SYMLINK_NOFOLLOW) ? -1 : (int)IFTODT(s.st_mode);
}

/* List the directory whose path is in r->path; frames on the stack keep their names sorted until they are told. */
static int open_frame(Lister *l, int len, int state, int odd) {
    Reader *r = &l->reader;
    Frame f = {.len = len, .state = state, .odd = odd};
    if (l->depth == l->room_frames) {
        size_t room = l->room_frames * 2 + 16;
        Frame *grown = realloc(l->frames, room * sizeof *grown);
        if (!grown) return 0;
        l->frames = grown, l->room_frames = room;
    }
    r->path.used = (size_t)len;
    put(&r->path, "", 1);
    int fd = openat(l->scan.root, len ? r->path.at : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (fd >= 0 && !dir) close(fd);
    r->names.used = 0;
    for (struct dirent *d; dir && (d = readdir(dir));) {
        const char *n = d->d_name;
        int type = n[0] == '.' && (!n[1] || (n[1] == '.' && !n[2])) ? -1 : type_of(fd, n, d->d_type);
        if (type >= 0 && !(l->dropped >> type & 1)) take_name(r, &f, n, type);
    }
    if (dir) closedir(dir);
    if (r->names.failed || r->path.failed) return 0;
    f.names = malloc(r->names.used + 1), f.sorted = malloc((f.count + 1) * sizeof *f.sorted);
    if (!f.names || !f.sorted) return free(f.names), free(f.sorted), 0;
    memcpy(f.names, r->names.at, r->names.used);
    char *at = f.names;
    for (size_t i = 0; i < f.count; i++, at += strlen(at + 1) + 2) f.sorted[i] = at;
    qsort(f.sorted, f.count, sizeof *f.sorted, by_bytes);
    l->frames[l->depth++] = f;
    return 1;
}

/* One name of the topmost frame. Returns 0 if memory ran out; a state that Python cannot tell stops the scan. */
static int next_name(Lister *l) {
    Reader *r = &l->reader;
    Scan *scan = &l->scan;
    Frame *f = &l->frames[l->depth - 1];
    int type = *f->sorted[f->at], ascii = 1, asked = 0, hits[MOST_HITS], state = f->state;
    const char *name = f->sorted[f->at++] + 1;
    int n = (int)strlen(name), len = (f->len ? f->len + 1 : 0) + n;
    r->path.used = (size_t)f->len;
    if (f->len) put(&r->path, "/", 1);
    put(&r->path, name, (size_t)n);
    int odd = f->odd || memchr(name, '\n', (size_t)n);
    int count = odd || !plain_name(name, n, &ascii) ? -1 : hits_of(&scan->tables, name, n, hits, &asked);
    if (count > 0) state = moved(r, state, hits, count);
    else if (count < 0) state = ask(scan, state, NULL, -1, r->path.at, len);
    if (scan->stop || r->path.failed) return 0;
    if (type != DT_DIR) {
        if (state & ELIGIBLE) put(&l->out, r->path.at, (size_t)len), put(&l->out, "", 1);
        return !l->out.failed;
    }
    if (!(state & ELIGIBLE) && !scan->always) return 1;
    if (len <= scan->room) return open_frame(l, len, state, odd);
    put(&l->late, r->path.at, (size_t)len);
    l->late_state = state;
    return !l->late.failed;
}

static void close_frame(Lister *l) {
    Frame *f = &l->frames[--l->depth];
    free(f->names), free(f->sorted);
}

static PyObject *lister_next(Lister *l) {
    while (l->depth && l->out.used < CHUNK && !l->late.used) {
        Frame *f = &l->frames[l->depth - 1];
        if (f->at == f->count) {
            close_frame(l);
        } else if (!next_name(l)) {
            if (!l->scan.error[0]) return PyErr_NoMemory();
            PyErr_Restore(l->scan.error[0], l->scan.error[1], l->scan.error[2]);
            memset(l->scan.error, 0, sizeof l->scan.error);
            return NULL;
        }
    }
    if (!l->out.used && !l->late.used) return NULL;
    Bytes *told = l->out.used ? &l->out : &l->late;
    PyObject *one = told == &l->out ? PyBytes_FromStringAndSize(told->at, (Py_ssize_t)told->used)
                                    : Py_BuildValue("(y#i)", told->at, (Py_ssize_t)told->used, l->late_state);
    told->used = 0;
    return one;
}

static void lister_close(Lister *l) {
    PyTypeObject *type = Py_TYPE(l);
    while (l->depth) close_frame(l);
    close_reader(&l->reader);
    close_scan(&l->scan);
    free(l->frames), free(l->out.at), free(l->late.at);
    Py_XDECREF(l->scan.ask);
    Py_XDECREF(l->kept);
    type->tp_free((PyObject *)l);
    Py_DECREF(type);
}

static PyType_Slot lister_slots[] = {{Py_tp_iter, PyObject_SelfIter}, {Py_tp_iternext, lister_next},
                                     {Py_tp_dealloc, lister_close}, {0, NULL}};
static PyType_Spec lister_spec = {"ctxtrim._accel.Lister", sizeof(Lister), 0,
                                  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, lister_slots};

/* list(root, (rules, names, ends, starts, tails), path, state, ask, *, always, room, dropped) -> iterator
 * dropped: a bit for each type of an entry (DT_…) that the builder leaves out. */
static PyObject *py_list(PyObject *module, PyObject *args, PyObject *options) {
    static char *keywords[] = {"root", "rules", "path", "state", "ask", "always", "room", "dropped", NULL};
    PyObject *rules, *of[4], *asks;
    PyTypeObject *list_type = &PyList_Type;
    const char *path;
    Py_ssize_t len;
    int root, state, always = 0, room = 0, dropped = 0;
    if (!PyArg_ParseTupleAndKeywords(args, options, "i(O!O!O!O!O!)y#iO|$pii", keywords, &root, list_type, &rules,
                                     list_type, &of[0], list_type, &of[1], list_type, &of[2], list_type, &of[3], &path,
                                     &len, &state, &asks, &always, &room, &dropped))
        return NULL;
    PyTypeObject *type = (PyTypeObject *)PyObject_GetAttrString(module, "Lister");
    Lister *l = type ? PyObject_New(Lister, type) : NULL;
    Py_XDECREF(type);
    if (!l) return NULL;
    memset((char *)l + offsetof(Lister, scan), 0, sizeof *l - offsetof(Lister, scan));
    pthread_mutex_init(&l->scan.lock, NULL), pthread_cond_init(&l->scan.wake, NULL);
    Tables *t = &l->scan.tables;
    l->scan.root = root, l->scan.always = always, l->scan.room = room, l->dropped = dropped;
    Py_INCREF(args), l->kept = args;
    Py_INCREF(asks), l->scan.ask = asks;
    int ok = open_reader(&l->reader, &l->scan, 0) || (PyErr_NoMemory(), 0);
    ok = ok && fill_rules(t, rules) && fill(&t->names, of[0], t->nrules) && fill(&t->ends, of[1], t->nrules) &&
         fill_letters(t->starts, t->nrules, of[2]) && fill_letters(t->tails, t->nrules, of[3]);
    if (ok) put(&l->reader.path, path, (size_t)len);
    if (ok && !open_frame(l, (int)len, state, 0)) PyErr_NoMemory(), ok = 0;
    if (!ok) Py_CLEAR(l);
    return (PyObject *)l;
}

#endif
