#!/bin/bash -p
# What a person at the terminal of "make run" sees: short lines, while the log
# itself goes to a file. To be sourced by run.sh, whose $state, ${AS[@]} and
# setting it uses.
# shellcheck disable=SC2034,SC2154 # $follower is the caller's, the others too

# Sets $log_file, unless standard error is no terminal (a journal wants the log
# itself) or a setting says what the log should be. A long one is put aside.
terminal_choose_log() {
	log_file=''
	[ -t 2 ] && [ -z "$(setting LOG_FILE)$(setting JSON_LOGS)" ] || return 0
	log_file=$state/log
	[ -z "$(find "$log_file" -size +10M 2>/dev/null)" ] || mv "$log_file" "$log_file.1"
	[ -e "$log_file" ] || install -m 0640 /dev/null "$log_file"
	[ "${#AS[@]}" = 0 ] || chown www-data:www-data "$log_file"
}

# Prints, in the background, what is added to $log_file from now on as lines for
# people; sets $follower, the process that does.
terminal_follow() {
	local start='^\{"timestamp":"[^T]*T([0-9:]{8})[^"]*","level":"([A-Z]*)","message":' size
	local request='"request",.*"method":"([^"]*)","path":"(([^"\]|\\.)*)",.*"status":([0-9]*),"duration_ms":([0-9.]*)'
	[ -n "$log_file" ] || return 0
	size=$(stat -c %s "$log_file")
	setpriv --pdeathsig TERM tail -c +$((size + 1)) -F "$log_file" 2>/dev/null 9>&- > >(
		exec sed -uE "s#$start$request.*\"error_code\":\"([^\"]*)\".*#\\1 \\3 \\4 \\6 \\8 (\\7 ms)#
			s#$start$request.*#\\1 \\3 \\4 \\6 (\\7 ms)#
			s#$start\"(([^\"\\]|\\\\.)*)\".*#\\1 \\2 \\3#" 9>&-
	) &
	follower=$!
}
