#!/usr/bin/perl
# client.pl: a client of writers.sh: 20,000 requests one after the other, or until there is a file "stop".
#
#   client.pl write NAME BASE    makes todos NAME-0, NAME-1 …
#   client.pl read NAME BASE     asks for one
#
# The environment has the access token, as token, and the folder for what it is told, as work.
use strict;
use warnings;
use HTTP::Tiny;
use Time::HiRes qw(time sleep);

my ($do, $name, $base) = @ARGV;
my $work = $ENV{work};
my $good = $do eq 'write' ? 201 : 200;
my $http = HTTP::Tiny->new(timeout => 60, keep_alive => 0, default_headers => {
	'Authorization' => "Bearer $ENV{token}", 'Content-Type' => 'application/json' });

sub note {
	my ($file, $line) = @_;
	open my $out, '>>', "$work/$file" or die "$work/$file: $!";
	print $out "$line\n";
	close $out or die "$work/$file: $!";
}

sub now {
	return sprintf '%d', time * 1e6;
}

for (my $i = 0; $i < 20000 && !-e "$work/stop"; $i++) {
	my $begun = now();
	my $answer = $do eq 'write' ? $http->post("$base/todos", { content => "{\"title\":\"$name-$i\"}" })
		: $http->get("$base/todos?limit=1");
	# What it calls 599 is no answer.
	my $status = $answer->{status} == 599 ? '000' : $answer->{status};
	if ($status != $good) {
		note('refused', "$status $begun");
	} elsif ($do eq 'write') {
		note("promised.$name", now() . " $name-$i");
	} else {
		note("read.$name", now());
	}
	# As fast as it can it would take the processor from what is tested, and the tests beside.
	sleep 0.02;
}
