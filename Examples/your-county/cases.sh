#!/bin/sh
# Writes cases.csv: ten made-up weeks that end yesterday, with a rise in the last one.
awk 'BEGIN { srand(7); print "district,date,cases"
  n = split("North South West", name, " ")
  for (back = 70; back >= 1; back--) {
    command = "date -d -" back "days +%F"; command | getline day; close(command)
    for (i = 1; i <= n; i++)
      print name[i] "," day "," int(4 + 6 * rand() + (back < 8 ? 12 - back : 0))
  } }' > cases.csv
