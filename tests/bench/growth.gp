# Plots what growth.sh measured. data has a column of medians for each request,
# whose names are the first line; requests says how many; out is the PNG.
set terminal pngcairo size 1100,700
set output out
set datafile separator "\t"
set logscale xy
set xlabel "todos of the user"
set ylabel "median of a request, milliseconds"
set key outside right noenhanced
set grid
plot for [i = 2:requests + 1] data using 1:i with linespoints title columnheader(i)
