// A disk that refuses to write: preloaded into a process, it lets every write to one file system fail with the error
// that a file names (EIO or EROFS), for as long as it names one. What is read, and every other disk, is left alone.
//   CAMPUS_FAILING_DISK  a folder on the file system that may fail
//   CAMPUS_FAILING_WITH  the file with the error's name
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static dev_t failing_device(void) {
  static dev_t device = 0;
  struct stat found;
  const char *folder = getenv("CAMPUS_FAILING_DISK");
  if (device == 0 && folder && stat(folder, &found) == 0) device = found.st_dev;
  return device;
}

/** 0 where writes are let through. */
static int wanted_error(void) {
  static __typeof__(&open) real_open = NULL;
  const char *path = getenv("CAMPUS_FAILING_WITH");
  char text[16] = {0};
  if (!path) return 0;
  if (!real_open) real_open = REAL(open);
  int saved = errno;
  int file = real_open(path, O_RDONLY | O_CLOEXEC);
  if (file >= 0) {
    if (read(file, text, sizeof text - 1) < 0) text[0] = 0;
    close(file);
  }
  errno = saved;
  if (strncmp(text, "EIO", 3) == 0) return EIO;
  if (strncmp(text, "EROFS", 5) == 0) return EROFS;
  return 0;
}

static int error_of_file(int file) {
  struct stat found;
  int saved = errno;
  int is_there = fstat(file, &found) == 0 && S_ISREG(found.st_mode) && found.st_dev == failing_device();
  errno = saved;
  return is_there ? wanted_error() : 0;
}

static int error_of_path(const char *path) {
  struct stat found;
  char parent[4096];
  int saved = errno;
  strncpy(parent, path, sizeof parent - 1);
  parent[sizeof parent - 1] = 0;
  char *end = strrchr(parent, '/');
  if (end && end != parent) *end = 0;
  int is_there = stat(parent, &found) == 0 && found.st_dev == failing_device();
  errno = saved;
  return is_there ? wanted_error() : 0;
}

#define FAIL_IF(check)                                                                                                 \
  do {                                                                                                                 \
    int error = check;                                                                                                 \
    if (error) {                                                                                                       \
      errno = error;                                                                                                   \
      return -1;                                                                                                       \
    }                                                                                                                  \
  } while (0)

#define OF_FILE(result, name, parameters, arguments)                                                                   \
  result name parameters {                                                                                             \
    FAIL_IF(error_of_file(file));                                                                                      \
    return REAL(name) arguments;                                                                                       \
  }

OF_FILE(ssize_t, write, (int file, const void *bytes, size_t count), (file, bytes, count))
OF_FILE(ssize_t, pwrite, (int file, const void *bytes, size_t count, off_t at), (file, bytes, count, at))
OF_FILE(ssize_t, pwrite64, (int file, const void *bytes, size_t count, off64_t at), (file, bytes, count, at))
OF_FILE(ssize_t, writev, (int file, const struct iovec *parts, int count), (file, parts, count))
OF_FILE(ssize_t, pwritev, (int file, const struct iovec *parts, int count, off_t at), (file, parts, count, at))
OF_FILE(ssize_t, pwritev64, (int file, const struct iovec *parts, int count, off64_t at), (file, parts, count, at))
OF_FILE(int, fsync, (int file), (file))
OF_FILE(int, fdatasync, (int file), (file))
OF_FILE(int, ftruncate, (int file, off_t length), (file, length))
OF_FILE(int, ftruncate64, (int file, off64_t length), (file, length))
OF_FILE(int, fallocate, (int file, int mode, off_t at, off_t length), (file, mode, at, length))
OF_FILE(int, posix_fallocate, (int file, off_t at, off_t length), (file, at, length))

#define OF_OPEN(name)                                                                                                  \
  int name(const char *path, int flags, ...) {                                                                         \
    va_list more;                                                                                                      \
    va_start(more, flags);                                                                                             \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;                                            \
    va_end(more);                                                                                                      \
    if (flags & (O_WRONLY | O_RDWR | O_CREAT)) FAIL_IF(error_of_path(path));                                           \
    return REAL(name)(path, flags, mode);                                                                              \
  }

OF_OPEN(open)
OF_OPEN(open64)

#define OF_PATH(name, parameters, arguments)                                                                           \
  int name parameters {                                                                                                \
    FAIL_IF(error_of_path(path));                                                                                      \
    return REAL(name) arguments;                                                                                       \
  }

OF_PATH(unlink, (const char *path), (path))
OF_PATH(mkdir, (const char *path, mode_t mode), (path, mode))
OF_PATH(rmdir, (const char *path), (path))
OF_PATH(rename, (const char *path, const char *to), (path, to))
