#!/bin/sh
# What would a deployment change, and would the API server take it? Changes nothing. For a pipeline, before a merge:
#   sh k8s/components/gitops/check.sh k8s/overlays/production-cassandra
# Exits with 0 when the server takes it, whether or not something would change; else with 1.
set -eu
overlay=${1:?usage: check.sh FOLDER}
manifests=$(mktemp)
trap 'rm -f "$manifests"' EXIT
kubectl kustomize "$overlay" > "$manifests"

# A dry run creates no namespace, and everything in one that is not there would be refused.
for namespace in $(sed -n 's/^  namespace: //p' "$manifests" | sort -u); do
  kubectl get namespace "$namespace" > /dev/null && continue
  echo "Cannot check $overlay: create the namespace $namespace first" >&2
  exit 1
done

# Server-side: schemas, defaults, admission and quotas as for the real thing. --dry-run=client would see none of that.
as="--server-side --force-conflicts --field-manager=gitops-check"
kubectl apply $as --dry-run=server -f "$manifests"

# 1 means "there is a difference", which is no failure; more than 1 is one.
code=0
kubectl diff $as -f "$manifests" || code=$?
[ "$code" -le 1 ]
