/* What does a file or directory weigh on the wire and in a tar? Part of _accel.c; ctxtrim/sizes.py, to the byte. */
#ifndef CTXTRIM_ACCEL_WEIGHT_H
#define CTXTRIM_ACCEL_WEIGHT_H

enum { FILES, BYTES, ARRIVALS, PACKETS, NUMBERS }; /* of a directory */
enum { TRANSFER, TAR, SUMS };

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

/* Does a name of `whole` bytes (with a directory's slash) fit a plain header? archive/tar, splitUSTARPath. */
static int fits(const char *path, int len, int whole) {
    int cut = (whole > 156 ? 156 : len) - 1;
    while (cut > 0 && path[cut] != '/') cut--;
    return cut > 0 && cut <= 155 && whole - cut - 1 <= 100;
}

static int64_t tar_header(const char *path, int len, int whole, int ascii, int64_t size, int64_t when) {
    int64_t records = size > 077777777777 ? pax(4, digits(size)) : 0;
    if (when < 0 || when > 077777777777) records += pax(5, digits(when) + (when < 0));
    if (!ascii || (whole > 100 && (records || !fits(path, len, whole)))) records += pax(4, whole);
    return records ? 1024 + (records + 511) / 512 * 512 : 512;
}

static void weigh(int64_t *n, int64_t *sums, const char *path, int len, int ascii, const struct stat *s) {
    int64_t size = s->st_size, whole = size >> 15, rest = size & 32767;
    n[FILES]++, n[ARRIVALS]++, n[BYTES] += size;
    n[PACKETS] += whole + (rest > 0) + 1;
    sums[TRANSFER] += stat_packet(len, s, size) + whole * (6 + 32768) + 2 + (rest ? 3 + varint((uint64_t)rest) + rest : 0);
    sums[TAR] += tar_header(path, len, len, ascii, size, s->st_mtime) + (size + 511) / 512 * 512;
}

#endif
