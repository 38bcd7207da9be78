#!/bin/bash -p
# What a document tells people to type. To be sourced.
#
# A block of commands is marked by the line before it: in Markdown
#	<!-- typed: NAME -->
# before an indented or a fenced block, in a manual page (mdoc)
#	.\" typed: NAME
# before a ".Bd -literal". What follows " # " in a command is a remark. A block that
# nobody types, settings or an answer, is "shown: NAME".

# Prints the lines of the block that document $2 has as $3, of the kind $1; fails if it
# has none.
print_block() {
	awk -v kind="$1" -v name="$3" '
		function give(line) {
			if (kind == "typed")
				sub(/ +# .*/, "", line)
			gsub(/\\e/, "\\", line); gsub(/\\&/, "", line)
			if (line != "" || kind == "shown") { print line; found = 1 }
		}
		$0 == "<!-- " kind ": " name " -->" || $0 == ".\\\" " kind ": " name { wanted = 1; next }
		!wanted { next }
		/^```/ || /^\.Bd/ { if (open) exit; open = 1; next }
		/^\.Ed/ { exit }
		open { give($0); next }
		/^    / { give(substr($0, 5)); within = 1; next }
		within { exit }
		END { exit !found }
	' "$2"
}

# Prints the commands of the block that document $1 has as $2; fails if it has none.
typed() {
	print_block typed "$@"
}

# The same of what it shows, each line as it is.
shown() {
	print_block shown "$@"
}

# How many commands that is: lines, without those that go on from one before.
count_typed() {
	typed "$1" "$2" | awk '!goes_on { count++ } { goes_on = /\\$/ } END { print count + 0 }'
}
