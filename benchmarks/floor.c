/* The least work that sizes every file: openat, getdents64 and fstatat, nothing kept. floor THREADS ROOT */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct { uint64_t ino; int64_t off; unsigned short len; unsigned char type; char name[]; } Listed;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static char **stack;
static size_t pending, room, busy;
static int root;
static long files, directories, bytes;

static void push(const char *directory, const char *name) {
    char *path = NULL;
    if (asprintf(&path, "%s%s%s", directory, *directory ? "/" : "", name) < 0) abort();
    pthread_mutex_lock(&lock);
    if (pending == room && !(stack = realloc(stack, (room = room * 2 + 64) * sizeof *stack))) abort();
    stack[pending++] = path;
    pthread_cond_signal(&wake);
    pthread_mutex_unlock(&lock);
}

static void list(const char *path, long *n) {
    _Alignas(8) char buffer[1 << 16];
    int fd = openat(root, *path ? path : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return;
    n[1]++;
    for (long got; (got = syscall(SYS_getdents64, fd, buffer, sizeof buffer)) > 0;)
        for (long at = 0; at < got;) {
            const Listed *d = (const Listed *)(buffer + at);
            struct stat s;
            at += d->len;
            if (!strcmp(d->name, ".") || !strcmp(d->name, "..")) continue;
            if (d->type == DT_DIR) push(path, d->name);
            else if (!fstatat(fd, d->name, &s, AT_SYMLINK_NOFOLLOW)) n[0]++, n[2] += s.st_size;
        }
    close(fd);
}

static void *work(void *unused) {
    long n[3] = {0};
    (void)unused;
    pthread_mutex_lock(&lock);
    while (pending || busy) {
        if (!pending) { pthread_cond_wait(&wake, &lock); continue; }
        char *path = stack[--pending];
        busy++;
        pthread_mutex_unlock(&lock);
        list(path, n);
        free(path);
        pthread_mutex_lock(&lock);
        busy--;
    }
    files += n[0], directories += n[1], bytes += n[2];
    pthread_cond_broadcast(&wake);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(int count, char **values) {
    pthread_t threads[64];
    int others = count == 3 ? atoi(values[1]) - 1 : -1;
    if (others < 0 || others > 63 || (root = open(values[2], O_RDONLY | O_DIRECTORY)) < 0) return 2;
    push("", "");
    for (int i = 0; i < others; i++) pthread_create(&threads[i], NULL, work, NULL);
    work(NULL);
    for (int i = 0; i < others; i++) pthread_join(threads[i], NULL);
    printf("%ld files %ld directories %ld bytes\n", files, directories, bytes);
}
