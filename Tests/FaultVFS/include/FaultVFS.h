// A layer between SQLite and the file system, for tests: fails the n-th call, or lets the power go
// at it and then keeps of every write that was never synchronised only what chance leaves.
#ifndef FAULT_VFS_H
#define FAULT_VFS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum fault_kind {
  fault_none,
  // The call fails as by a bad sector; the next ones work.
  fault_once,
  // The call and all after it fail, as on a disk that is gone.
  fault_for_ever,
  // A write or an extension finds no space; later ones work again.
  fault_full,
  // Half of a write arrives, then it fails.
  fault_short,
  // A synchronisation fails.
  fault_sync,
  // The power goes: nothing works any more until fault_restore.
  fault_power,
} fault_kind;

// Puts the layer in front of every file that is opened from now on below a watched folder; other
// files are left alone. May be called again.
void fault_install(void);

// Watches the files below a folder, and forgets what was known of those of another.
void fault_watch(const char *folder);

// Lets something go wrong at the n-th call, from 1, to which this kind can happen.
void fault_plan(fault_kind kind, long call);

// Whether the planned call has come.
bool fault_happened(void);

// Calls since the plan to which its kind can happen.
long fault_calls(void);

// After a loss of power, when nobody has the files open: leaves in them what was synchronised and,
// of every later write, the sectors that chance picks, in an order that chance picks.
void fault_restore(uint64_t seed);

#endif
