/* process.h: what a program needs before anything else, whoever started it. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

/* Whether this is a build for AddressSanitizer. */
#if defined(__SANITIZE_ADDRESS__)
#define PROCESS_IS_SANITIZED 1
#elif defined(__has_feature)
#define PROCESS_IS_SANITIZED __has_feature(address_sanitizer)
#else
#define PROCESS_IS_SANITIZED 0
#endif

/*
 * Makes standard input, output and error be there, so that no file that we open
 * takes their numbers; and makes a write to a pipe that nobody reads, or over
 * the limit of a file's size, fail instead of ending the process. From here on
 * nothing that it executes gains rights, it leaves no core, and no process
 * without the rights of root reads its memory or environment by ptrace or /proc.
 * Its name, for ps and pkill, is that of its file, where a loader started it, too.
 */
void base_process_start(void);

/* The same, but a tool that it executes may gain rights, as crontab(1) has to. */
void base_process_start_tools(void);

/* This program's file, by the path that it was started by; borrowed. */
const char *base_process_path(void);

#endif
