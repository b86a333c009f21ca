// Preloaded into a process, it writes down every change below one folder (CAMPUS_CUT_FOLDER) into a journal
// (CAMPUS_CUT_JOURNAL): what was written where, what was made, renamed, removed, and what was synced. A replay of the
// journal is the disk that a power cut leaves. Records of all threads and processes are appended whole, each before
// the call returns to its caller; what a kill keeps from being recorded was promised to nobody.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

// A record: total length, kind, inode, two numbers, lengths of two texts; then the texts or bytes. Little-endian.
struct head {
  uint32_t bytes;
  uint32_t kind;
  uint64_t inode;
  uint64_t a;
  uint64_t b;
  uint32_t first;
  uint32_t second;
} __attribute__((packed));

enum kind {
  OPENED = 1,     // inode, first = path: what stands there
  CREATED = 2,    // inode, first = path
  WRITTEN = 3,    // inode, a = offset, first = bytes
  CUT = 4,        // inode, a = new length
  ZEROED = 5,     // inode, a = offset, b = length
  SYNC_BEGUN = 6, // inode, a = ticket
  SYNCED = 7,     // inode, a = ticket
  RENAMED = 8,    // first = from, second = to
  REMOVED = 9,    // first = path
  FOLDER = 10,    // first = path
  LINKED = 11,    // first = existing, second = new
  UNKNOWN = 12    // first = what cannot be replayed
};

#define MOST_FDS 65536
#define SYNC_TAKES_US 2000
static uint64_t inode_of[MOST_FDS];
static int journal = -1;
static char folder[PATH_MAX];
static size_t folder_length;
static uint64_t tickets;

static long (*real_syscall)(long, ...);

static long ask(long call, long a, long b, long c, long d, long e, long f) {
  if (!real_syscall) real_syscall = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  return real_syscall(call, a, b, c, d, e, f);
}
#define ASK6(call, a, b, c, d, e, f, ...) ask(call, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define kernel(call, ...) ASK6(call, __VA_ARGS__, 0, 0, 0, 0, 0, 0)

__attribute__((constructor)) static void begin(void) {
  const char *where = getenv("CAMPUS_CUT_FOLDER");
  const char *file = getenv("CAMPUS_CUT_JOURNAL");
  if (!where || !file || strlen(where) >= sizeof folder) return;
  strcpy(folder, where);
  folder_length = strlen(folder);
  int fd = (int)kernel(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) abort();
  // Out of the way of those who count on low numbers.
  journal = fcntl(fd, F_DUPFD_CLOEXEC, 500);
  kernel(SYS_close, fd);
}

static void put(enum kind kind, uint64_t inode, uint64_t a, uint64_t b, const struct iovec *first, int parts,
                const char *second) {
  if (journal < 0) return;
  int kept = errno;
  struct iovec all[parts + 2];
  struct head head = {0, kind, inode, a, b, 0, second ? (uint32_t)strlen(second) : 0};
  for (int i = 0; i < parts; i++) {
    head.first += (uint32_t)first[i].iov_len;
    all[i + 1] = first[i];
  }
  head.bytes = (uint32_t)sizeof head + head.first + head.second;
  all[0] = (struct iovec){&head, sizeof head};
  all[parts + 1] = (struct iovec){(void *)second, head.second};
  if (kernel(SYS_writev, journal, all, parts + 2) != (ssize_t)head.bytes) abort();
  errno = kept;
}

static void put_paths(enum kind kind, uint64_t inode, const char *first, const char *second) {
  struct iovec part = {(void *)first, strlen(first)};
  put(kind, inode, 0, 0, &part, 1, second);
}

// The path below the folder, made absolute; 0 where it is elsewhere.
static int below(int at, const char *path, char *absolute) {
  if (journal < 0 || !path) return 0;
  char joined[2 * PATH_MAX];
  if (path[0] == '/') {
    snprintf(joined, sizeof joined, "%s", path);
  } else {
    char base[PATH_MAX];
    if (at == AT_FDCWD) {
      if (!getcwd(base, sizeof base)) return 0;
    } else {
      char link[64];
      snprintf(link, sizeof link, "/proc/self/fd/%d", at);
      ssize_t length = readlink(link, base, sizeof base - 1);
      if (length < 0) return 0;
      base[length] = 0;
    }
    snprintf(joined, sizeof joined, "%s/%s", base, path);
  }
  if (strncmp(joined, folder, folder_length) != 0) return 0;
  if (joined[folder_length] != '/' && joined[folder_length] != 0) return 0;
  // Without doubled and trailing slashes; a dot in the path would name one file in two ways.
  char *to = absolute;
  for (char *from = joined + folder_length; *from; from++) {
    if (*from == '/' && (from[1] == '/' || from[1] == 0)) continue;
    if (*from == '/' && from[1] == '.' && (from[2] == '/' || from[2] == 0)) { from++; continue; }
    *to++ = *from;
  }
  *to = 0;
  if (strstr(absolute, "/..")) { put_paths(UNKNOWN, 0, absolute, NULL); return 0; }
  return 1;
}

static uint64_t inode_at(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? (uint64_t)status.st_ino : 0;
}

// The inode of a file below the folder, else 0. A number may have been closed and given again behind our back.
static uint64_t known(int fd) {
  if (fd < 0 || fd >= MOST_FDS || !inode_of[fd]) return 0;
  int kept = errno;
  if (inode_at(fd) != inode_of[fd]) inode_of[fd] = 0;
  errno = kept;
  return inode_of[fd];
}

static int open_at(int at, const char *path, int flags, mode_t mode) {
  char name[2 * PATH_MAX];
  if (!below(at, path, name)) {
    int fd = (int)kernel(SYS_openat, at, path, flags, mode);
    if (fd >= 0 && fd < MOST_FDS) inode_of[fd] = 0;
    return fd;
  }
  int fd;
  int is_new = 0;
  for (;;) {
    if (flags & O_CREAT) {
      fd = (int)kernel(SYS_openat, at, path, flags | O_EXCL, mode);
      is_new = fd >= 0;
      if (fd >= 0 || errno != EEXIST || (flags & O_EXCL)) break;
      fd = (int)kernel(SYS_openat, at, path, flags & ~O_CREAT, mode);
      if (fd >= 0 || errno != ENOENT) break;
    } else {
      fd = (int)kernel(SYS_openat, at, path, flags, mode);
      break;
    }
  }
  if (fd < 0) return fd;
  if (fd >= MOST_FDS) abort();
  uint64_t inode = inode_at(fd);
  inode_of[fd] = inode;
  put_paths(is_new ? CREATED : OPENED, inode, name, NULL);
  if (!is_new && (flags & O_TRUNC) && (flags & O_ACCMODE) != O_RDONLY) put(CUT, inode, 0, 0, NULL, 0, NULL);
  return fd;
}

#define OPEN_MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); }

int open(const char *path, int flags, ...) { OPEN_MODE(flags) return open_at(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { OPEN_MODE(flags) return open_at(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { OPEN_MODE(flags) return open_at(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { OPEN_MODE(flags) return open_at(at, path, flags, mode); }
int __open_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int creat(const char *path, mode_t mode) { return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int fd) {
  if (fd >= 0 && fd == journal) { errno = EBADF; return -1; }
  if (fd >= 0 && fd < MOST_FDS) inode_of[fd] = 0;
  return (int)kernel(SYS_close, fd);
}

static ssize_t written(int fd, const struct iovec *parts, int count, off_t offset, ssize_t done) {
  if (done <= 0 || !known(fd)) return done;
  struct iovec kept[count];
  int used = 0;
  size_t left = (size_t)done;
  for (int i = 0; i < count && left > 0; i++) {
    kept[used] = parts[i];
    if (kept[used].iov_len > left) kept[used].iov_len = left;
    left -= kept[used++].iov_len;
  }
  put(WRITTEN, known(fd), (uint64_t)offset, 0, kept, used, NULL);
  return done;
}

// Where a write without an offset went: the file's position before it moved on.
static off_t behind(int fd, ssize_t done) {
  return lseek(fd, 0, SEEK_CUR) - (done > 0 ? done : 0);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  ssize_t done = kernel(SYS_write, fd, bytes, count);
  if (done <= 0 || !known(fd)) return done;
  struct iovec part = {(void *)bytes, count};
  return written(fd, &part, 1, behind(fd, done), done);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  ssize_t done = kernel(SYS_writev, fd, parts, count);
  if (done <= 0 || !known(fd)) return done;
  return written(fd, parts, count, behind(fd, done), done);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  ssize_t done = kernel(SYS_pwrite64, fd, bytes, count, offset);
  struct iovec part = {(void *)bytes, count};
  return written(fd, &part, 1, offset, done);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return pwrite(fd, bytes, count, offset); }

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  ssize_t done = kernel(SYS_pwritev, fd, parts, count, (long)offset, (long)0);
  return written(fd, parts, count, offset, done);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  return pwritev(fd, parts, count, offset);
}
ssize_t pwritev2(int fd, const struct iovec *parts, int count, off_t offset, int flags) {
  if (!known(fd)) return kernel(SYS_pwritev2, fd, parts, count, (long)offset, (long)0, flags);
  return offset < 0 ? writev(fd, parts, count) : pwritev(fd, parts, count, offset);
}

// Copies inside the kernel cannot be seen: whoever asks for one is told to copy by himself.
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t count, unsigned flags) {
  if (known(out)) { errno = ENOSYS; return -1; }
  return kernel(SYS_copy_file_range, in, from, out, to, count, flags);
}
ssize_t sendfile(int out, int in, off_t *offset, size_t count) {
  if (known(out)) { errno = EINVAL; return -1; }
  return kernel(SYS_sendfile, out, in, offset, count);
}
ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) { return sendfile(out, in, offset, count); }

// libuv asks the kernel for copies itself.
long syscall(long call, ...) {
  va_list list;
  va_start(list, call);
  long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long);
  long d = va_arg(list, long), e = va_arg(list, long), f = va_arg(list, long);
  va_end(list);
  if (call == SYS_close && a >= 0 && a < MOST_FDS) inode_of[a] = 0;
  if (call == SYS_copy_file_range && known((int)c)) { errno = ENOSYS; return -1; }
  return ask(call, a, b, c, d, e, f);
}

int ftruncate(int fd, off_t length) {
  int result = (int)kernel(SYS_ftruncate, fd, length);
  if (result == 0 && known(fd)) put(CUT, known(fd), (uint64_t)length, 0, NULL, 0, NULL);
  return result;
}
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

int truncate(const char *path, off_t length) {
  char name[2 * PATH_MAX];
  if (!below(AT_FDCWD, path, name)) return (int)kernel(SYS_truncate, path, length);
  int fd = open_at(AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
  if (fd < 0) return -1;
  int result = ftruncate(fd, length);
  close(fd);
  return result;
}
int truncate64(const char *path, off64_t length) { return truncate(path, length); }

int fallocate(int fd, int mode, off_t offset, off_t length) {
  int result = (int)kernel(SYS_fallocate, fd, mode, offset, length);
  if (result != 0 || !known(fd)) return result;
  struct stat status;
  if (mode == 0 && fstat(fd, &status) == 0) put(CUT, known(fd), (uint64_t)status.st_size, 0, NULL, 0, NULL);
  else if (mode & 0x12) put(ZEROED, known(fd), (uint64_t)offset, (uint64_t)length, NULL, 0, NULL);
  else if (mode != 1) put_paths(UNKNOWN, known(fd), "fallocate", NULL);
  return result;
}
int fallocate64(int fd, int mode, off64_t offset, off64_t length) { return fallocate(fd, mode, offset, length); }
int posix_fallocate(int fd, off_t offset, off_t length) {
  return fallocate(fd, 0, offset, length) == 0 ? 0 : errno;
}
int posix_fallocate64(int fd, off64_t offset, off64_t length) { return posix_fallocate(fd, offset, length); }

static int synced(int fd, long call) {
  uint64_t inode = known(fd);
  if (!inode) return (int)kernel(call, fd);
  uint64_t ticket = ((uint64_t)getpid() << 32) | __atomic_add_fetch(&tickets, 1, __ATOMIC_RELAXED);
  put(SYNC_BEGUN, inode, ticket, 0, NULL, 0, NULL);
  // The cut is told by the journal; the real disk need not be waited for, but a sync takes its time.
  usleep(SYNC_TAKES_US);
  put(SYNCED, inode, ticket, 0, NULL, 0, NULL);
  return 0;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

static int rename_at(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
  char from_name[2 * PATH_MAX], to_name[2 * PATH_MAX];
  int is_from = below(from_at, from, from_name), is_to = below(to_at, to, to_name);
  int result = (int)kernel(SYS_renameat2, from_at, from, to_at, to, flags);
  if (result != 0) return result;
  if (is_from && is_to && flags == 0) put_paths(RENAMED, 0, from_name, to_name);
  else if (is_from || is_to) put_paths(UNKNOWN, 0, "rename across the folder's border", NULL);
  return result;
}
int rename(const char *from, const char *to) { return rename_at(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return rename_at(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
  return rename_at(a, from, b, to, flags);
}

static int remove_at(int at, const char *path, int flags) {
  char name[2 * PATH_MAX];
  int is_below = below(at, path, name);
  int result = (int)kernel(SYS_unlinkat, at, path, flags);
  if (result == 0 && is_below) put_paths(REMOVED, 0, name, NULL);
  return result;
}
int unlink(const char *path) { return remove_at(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return remove_at(at, path, flags); }
int rmdir(const char *path) { return remove_at(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
  int result = unlink(path);
  return result != 0 && errno == EISDIR ? rmdir(path) : result;
}

static int folder_at(int at, const char *path, mode_t mode) {
  char name[2 * PATH_MAX];
  int is_below = below(at, path, name);
  int result = (int)kernel(SYS_mkdirat, at, path, mode);
  if (result == 0 && is_below) put_paths(FOLDER, 0, name, NULL);
  return result;
}
int mkdir(const char *path, mode_t mode) { return folder_at(AT_FDCWD, path, mode); }
int mkdirat(int at, const char *path, mode_t mode) { return folder_at(at, path, mode); }

static int link_at(int a, const char *from, int b, const char *to, int flags) {
  char from_name[2 * PATH_MAX], to_name[2 * PATH_MAX];
  int is_from = below(a, from, from_name), is_to = below(b, to, to_name);
  int result = (int)kernel(SYS_linkat, a, from, b, to, flags);
  if (result == 0 && is_from && is_to) put_paths(LINKED, 0, from_name, to_name);
  else if (result == 0 && is_to) put_paths(UNKNOWN, 0, "link across the folder's border", NULL);
  return result;
}
int link(const char *from, const char *to) { return link_at(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return link_at(a, from, b, to, flags); }
int symlink(const char *target, const char *path) {
  char name[2 * PATH_MAX];
  int result = (int)kernel(SYS_symlinkat, target, AT_FDCWD, path);
  if (result == 0 && below(AT_FDCWD, path, name)) put_paths(UNKNOWN, 0, "symlink", NULL);
  return result;
}
