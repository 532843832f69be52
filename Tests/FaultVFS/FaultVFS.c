#include "FaultVFS.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { sector = 512, longest_path = 512, most_files = 16 };

// A write since the last synchronisation; without bytes it is a truncation to `offset`.
typedef struct change {
  sqlite3_int64 offset;
  int count;
  unsigned char *bytes;
} change;

// What is known of a watched file.
typedef struct shadow {
  char path[longest_path];
  // What a loss of power cannot take away.
  unsigned char *durable;
  sqlite3_int64 size;
  change *changes;
  int changed;
  int room;
} shadow;

typedef struct wrapped {
  sqlite3_file base;
  shadow *shadow;
  // The file system's own file follows in memory.
} wrapped;

static sqlite3_vfs *below;
static sqlite3_vfs layer;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char watched[longest_path];
static shadow files[most_files];
static int file_count;
static fault_kind kind;
static long target;
static long calls;
static bool happened;

static sqlite3_file *inner(sqlite3_file *file) { return (sqlite3_file *)((wrapped *)file + 1); }

// MARK: - The plan

typedef enum call { call_other, call_write, call_sync } call;

static bool can_happen(call what) {
  switch (kind) {
  case fault_full:
  case fault_short: return what == call_write;
  case fault_sync: return what == call_sync;
  case fault_none: return false;
  default: return true;
  }
}

// Whether this call goes wrong.
static bool strikes(call what) {
  pthread_mutex_lock(&lock);
  bool result = false;
  if (happened && (kind == fault_for_ever || kind == fault_power)) {
    result = true;
  } else if (can_happen(what)) {
    calls += 1;
    if (calls == target) {
      happened = true;
      result = true;
    }
  }
  pthread_mutex_unlock(&lock);
  return result;
}

void fault_plan(fault_kind new_kind, long call) {
  pthread_mutex_lock(&lock);
  kind = new_kind;
  target = call;
  calls = 0;
  happened = false;
  pthread_mutex_unlock(&lock);
}

bool fault_happened(void) {
  pthread_mutex_lock(&lock);
  bool result = happened;
  pthread_mutex_unlock(&lock);
  return result;
}

long fault_calls(void) {
  pthread_mutex_lock(&lock);
  long result = calls;
  pthread_mutex_unlock(&lock);
  return result;
}

// MARK: - Shadows

static void forget_changes(shadow *file) {
  for (int index = 0; index < file->changed; index += 1) free(file->changes[index].bytes);
  file->changed = 0;
}

static void write_durable(shadow *file, const unsigned char *bytes, sqlite3_int64 count,
                          sqlite3_int64 offset) {
  if (offset + count > file->size) {
    unsigned char *grown = realloc(file->durable, (size_t)(offset + count));
    if (!grown) abort();
    memset(grown + file->size, 0, (size_t)(offset + count - file->size));
    file->durable = grown;
    file->size = offset + count;
  }
  memcpy(file->durable + offset, bytes, (size_t)count);
}

static void apply(shadow *file, const change *one) {
  if (one->bytes) {
    write_durable(file, one->bytes, one->count, one->offset);
  } else if (one->offset < file->size) {
    file->size = one->offset;
  }
}

static void note(shadow *file, const void *bytes, int count, sqlite3_int64 offset) {
  pthread_mutex_lock(&lock);
  if (file->changed == file->room) {
    file->room = file->room ? file->room * 2 : 64;
    file->changes = realloc(file->changes, sizeof(change) * (size_t)file->room);
    if (!file->changes) abort();
  }
  change *one = &file->changes[file->changed++];
  one->offset = offset;
  one->count = count;
  one->bytes = NULL;
  if (bytes) {
    one->bytes = malloc((size_t)count + 1);
    if (!one->bytes) abort();
    memcpy(one->bytes, bytes, (size_t)count);
  }
  pthread_mutex_unlock(&lock);
}

static void synchronised(shadow *file) {
  pthread_mutex_lock(&lock);
  for (int index = 0; index < file->changed; index += 1) apply(file, &file->changes[index]);
  forget_changes(file);
  pthread_mutex_unlock(&lock);
}

// What a file holds when it is first seen counts as durable.
static void load(shadow *file) {
  FILE *stream = fopen(file->path, "rb");
  file->size = 0;
  if (!stream) return;
  unsigned char piece[65536];
  size_t count;
  while ((count = fread(piece, 1, sizeof piece, stream)) > 0) {
    write_durable(file, piece, (sqlite3_int64)count, file->size);
  }
  fclose(stream);
}

static shadow *shadow_of(const char *path) {
  pthread_mutex_lock(&lock);
  shadow *found = NULL;
  for (int index = 0; index < file_count; index += 1) {
    if (strcmp(files[index].path, path) == 0) found = &files[index];
  }
  if (!found && file_count < most_files && strlen(path) < longest_path) {
    found = &files[file_count++];
    memset(found, 0, sizeof *found);
    strcpy(found->path, path);
    load(found);
  }
  pthread_mutex_unlock(&lock);
  return found;
}

static uint64_t draw(uint64_t *state) { // xorshift64* (Marsaglia 2003, Vigna 2016)
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * 0x2545F4914F6CDD1DULL;
}

// Applies what chance leaves of the changes that were never synchronised.
static void keep_some(shadow *file, uint64_t *state) {
  // Fisher and Yates: a disk writes in the order that suits it.
  for (int index = file->changed - 1; index > 0; index -= 1) {
    int other = (int)(draw(state) % (uint64_t)(index + 1));
    change swap = file->changes[index];
    file->changes[index] = file->changes[other];
    file->changes[other] = swap;
  }
  // Sometimes all is lost, sometimes nearly nothing.
  uint64_t share = draw(state) % 5;
  for (int index = 0; index < file->changed; index += 1) {
    change *one = &file->changes[index];
    if (!one->bytes) {
      if (draw(state) % 4 < share) apply(file, one);
      continue;
    }
    for (int start = 0; start < one->count;) {
      int end = start + sector - (int)((one->offset + start) % sector);
      if (end > one->count) end = one->count;
      if (draw(state) % 4 < share) {
        write_durable(file, one->bytes + start, end - start, one->offset + start);
      }
      start = end;
    }
  }
  forget_changes(file);
}

void fault_restore(uint64_t seed) {
  pthread_mutex_lock(&lock);
  uint64_t state = seed * 2 + 1;
  for (int index = 0; index < file_count; index += 1) {
    shadow *file = &files[index];
    keep_some(file, &state);
    if (access(file->path, F_OK) != 0) {
      file->size = 0;
      continue;
    }
    FILE *stream = fopen(file->path, "wb");
    if (!stream) continue;
    fwrite(file->durable, 1, (size_t)file->size, stream);
    fclose(stream);
  }
  kind = fault_none;
  happened = false;
  pthread_mutex_unlock(&lock);
}

void fault_watch(const char *folder) {
  pthread_mutex_lock(&lock);
  for (int index = 0; index < file_count; index += 1) {
    forget_changes(&files[index]);
    free(files[index].changes);
    free(files[index].durable);
  }
  file_count = 0;
  snprintf(watched, sizeof watched, "%s/", folder);
  kind = fault_none;
  happened = false;
  pthread_mutex_unlock(&lock);
}

// MARK: - Files

static int file_close(sqlite3_file *file) {
  // Closing is no work of the disk: it is done even when the power is gone.
  return inner(file)->pMethods ? inner(file)->pMethods->xClose(inner(file)) : SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  if (strikes(call_other)) return SQLITE_IOERR_READ;
  return inner(file)->pMethods->xRead(inner(file), bytes, count, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  shadow *shadow = ((wrapped *)file)->shadow;
  if (strikes(call_write)) {
    if (kind == fault_short && count > 1) {
      inner(file)->pMethods->xWrite(inner(file), bytes, count / 2, offset);
      if (shadow) note(shadow, bytes, count / 2, offset);
    }
    return kind == fault_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  }
  int code = inner(file)->pMethods->xWrite(inner(file), bytes, count, offset);
  if (code == SQLITE_OK && shadow) note(shadow, bytes, count, offset);
  return code;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
  if (strikes(call_other)) return SQLITE_IOERR_TRUNCATE;
  int code = inner(file)->pMethods->xTruncate(inner(file), size);
  shadow *shadow = ((wrapped *)file)->shadow;
  if (code == SQLITE_OK && shadow) note(shadow, NULL, 0, size);
  return code;
}

static int file_sync(sqlite3_file *file, int flags) {
  if (strikes(call_sync)) return SQLITE_IOERR_FSYNC;
  int code = inner(file)->pMethods->xSync(inner(file), flags);
  shadow *shadow = ((wrapped *)file)->shadow;
  if (code == SQLITE_OK && shadow) synchronised(shadow);
  return code;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
  if (strikes(call_other)) return SQLITE_IOERR_FSTAT;
  return inner(file)->pMethods->xFileSize(inner(file), size);
}

static int file_lock(sqlite3_file *file, int level) {
  if (strikes(call_other)) return SQLITE_IOERR_LOCK;
  return inner(file)->pMethods->xLock(inner(file), level);
}

static int file_unlock(sqlite3_file *file, int level) {
  return inner(file)->pMethods->xUnlock(inner(file), level);
}

static int file_check(sqlite3_file *file, int *answer) {
  return inner(file)->pMethods->xCheckReservedLock(inner(file), answer);
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
  return inner(file)->pMethods->xFileControl(inner(file), operation, argument);
}

static int file_sector(sqlite3_file *file) {
  return inner(file)->pMethods->xSectorSize(inner(file));
}

static int file_traits(sqlite3_file *file) {
  return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
}

static int file_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
  if (strikes(call_other)) return SQLITE_IOERR_SHMMAP;
  return inner(file)->pMethods->xShmMap(inner(file), region, size, extend, memory);
}

static int file_shared_lock(sqlite3_file *file, int offset, int count, int flags) {
  return inner(file)->pMethods->xShmLock(inner(file), offset, count, flags);
}

static void file_barrier(sqlite3_file *file) {
  inner(file)->pMethods->xShmBarrier(inner(file));
}

static int file_unmap(sqlite3_file *file, int delete) {
  return inner(file)->pMethods->xShmUnmap(inner(file), delete);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check,
  .xFileControl = file_control,
  .xSectorSize = file_sector,
  .xDeviceCharacteristics = file_traits,
  .xShmMap = file_map,
  .xShmLock = file_shared_lock,
  .xShmBarrier = file_barrier,
  .xShmUnmap = file_unmap,
};

// MARK: - The layer

static bool is_watched(const char *path) {
  return path && watched[0] && strncmp(path, watched, strlen(watched)) == 0;
}

static int layer_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
                      int *given) {
  (void)vfs;
  if (!is_watched(path)) return below->xOpen(below, path, file, flags, given);
  file->pMethods = NULL;
  if (strikes(call_other)) return SQLITE_CANTOPEN;
  wrapped *ours = (wrapped *)file;
  ours->shadow = shadow_of(path);
  int code = below->xOpen(below, path, inner(file), flags, given);
  if (code == SQLITE_OK) file->pMethods = &methods;
  return code;
}

static int layer_delete(sqlite3_vfs *vfs, const char *path, int synchronise) {
  (void)vfs;
  if (!is_watched(path)) return below->xDelete(below, path, synchronise);
  if (strikes(call_other)) return SQLITE_IOERR_DELETE;
  int code = below->xDelete(below, path, synchronise);
  if (code == SQLITE_OK) {
    shadow *file = shadow_of(path);
    pthread_mutex_lock(&lock);
    if (file) {
      forget_changes(file);
      file->size = 0;
    }
    pthread_mutex_unlock(&lock);
  }
  return code;
}

static int layer_access(sqlite3_vfs *vfs, const char *path, int flags, int *answer) {
  (void)vfs;
  if (is_watched(path) && strikes(call_other)) return SQLITE_IOERR_ACCESS;
  return below->xAccess(below, path, flags, answer);
}

void fault_install(void) {
  pthread_mutex_lock(&lock);
  bool isNew = below == NULL;
  if (isNew) {
    below = sqlite3_vfs_find(NULL);
    layer = *below;
    layer.zName = "fault";
    layer.pNext = NULL;
    layer.szOsFile = (int)sizeof(wrapped) + below->szOsFile;
    layer.xOpen = layer_open;
    layer.xDelete = layer_delete;
    layer.xAccess = layer_access;
  }
  pthread_mutex_unlock(&lock);
  if (isNew) sqlite3_vfs_register(&layer, 1);
}
