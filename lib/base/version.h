/* version.h: which version this is. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

/*
 * As git describe tells it by the tags vX.Y.Z, without the v:
 * "0.1.0-12-gabcdef0"; of sources without git, the one they came with. Static.
 */
extern const char base_version[];

#endif
