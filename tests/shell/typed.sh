#!/bin/bash -p
# What a document tells people to type. To be sourced.
#
# A block of commands is marked by the line before it: in Markdown
#	<!-- typed: NAME -->
# before an indented or a fenced block, in a manual page (mdoc)
#	.\" typed: NAME
# before a ".Bd -literal". What follows " # " in a command is a remark.

# Prints the commands of the block that document $1 has as $2; fails if it has none.
typed() {
	awk -v name="$2" '
		function command(line) {
			sub(/ +# .*/, "", line); gsub(/\\e/, "\\", line); gsub(/\\&/, "", line)
			if (line != "") { print line; found = 1 }
		}
		$0 == "<!-- typed: " name " -->" || $0 == ".\\\" typed: " name { wanted = 1; next }
		!wanted { next }
		/^```/ || /^\.Bd/ { if (open) exit; open = 1; next }
		/^\.Ed/ { exit }
		open { command($0); next }
		/^    / { command(substr($0, 5)); within = 1; next }
		within { exit }
		END { exit !found }
	' "$1"
}

# How many commands that is: lines, without those that go on from one before.
count_typed() {
	typed "$1" "$2" | awk '!goes_on { count++ } { goes_on = /\\$/ } END { print count + 0 }'
}
