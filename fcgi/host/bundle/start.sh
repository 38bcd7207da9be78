#!/bin/sh
# Starts the program of this name by the loader and the libraries that came with it,
# whatever the host has; bin/ is before the host's programs, for psql is there.
file=$(readlink -f "$0")
base=${file%/bin/*}
PATH=$base/bin:$PATH
export PATH
exec "$base"/lib/ld-linux* --library-path "$base/lib" "$base/libexec/${file##*/}" "$@"
