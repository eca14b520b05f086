#!/bin/sh
# The Secrets of this folder without cert-manager, as YAML:
#   sh make-secrets.sh ~/tracewalk-ca | kubectl apply -f -
# The folder keeps the authority. Run it again before the certificates expire, in 90 days.
set -eu
ca=${1:?Usage: make-secrets.sh FOLDER}
umask 077
mkdir -p "$ca"
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT

key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
[ -f "$ca/ca.crt" ] ||
  openssl req -x509 $key -days 3650 -subj /CN=tracewalk-ca -keyout "$ca/ca.key" -out "$ca/ca.crt" 2>/dev/null

# make NAMESPACE NAME [HOST...]: the Secret tls-NAME, for the Service NAME or for these.
make() {
  namespace=$1 name=$2
  shift 2
  [ $# -gt 0 ] || set -- "$name"
  hosts=
  for host; do
    for suffix in '' ".$namespace" ".$namespace.svc" ".$namespace.svc.cluster.local"; do
      hosts="$hosts${hosts:+,}DNS:$host$suffix"
    done
  done
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$hosts" > "$new/extensions"
  openssl req $key -subj "/CN=$name" -keyout "$new/tls.key" -out "$new/csr" 2>/dev/null
  openssl x509 -req -in "$new/csr" -CA "$ca/ca.crt" -CAkey "$ca/ca.key" -CAcreateserial -days 90 \
    -extfile "$new/extensions" -out "$new/tls.crt" 2>/dev/null
  kubectl create secret generic "tls-$name" -n "$namespace" --type=kubernetes.io/tls --dry-run=client -o yaml \
    --from-file=tls.crt="$new/tls.crt" --from-file=tls.key="$new/tls.key" --from-file=ca.crt="$ca/ca.crt"
  echo ---
}

for service in frontend user profile server drain scheduler heartbeats broker coinflip event-display postgres; do
  make "${NAMESPACE:-tracewalk}" "$service"
done
make observability otel-gateway
make observability cassandra
make observability jaeger jaeger-collector jaeger-query
