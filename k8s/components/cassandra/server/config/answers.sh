# Does Cassandra answer? CQL's OPTIONS needs no login; nine bytes back are the head of its answer.
# An open port alone would say nothing of a server that hangs, and cqlsh takes a second of CPU each time.
exec 3<>"/dev/tcp/$HOSTNAME/9042" || exit 1
printf '\4\0\0\0\5\0\0\0\0' >&3
test "$(head -c 9 <&3 | wc -c)" -eq 9
