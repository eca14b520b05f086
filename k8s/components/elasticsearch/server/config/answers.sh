# Can Elasticsearch read and write all of its indices? Red, and no answer, are a no.
exec curl -fsS -o /dev/null -m 4 -u "elastic:$ELASTIC_PASSWORD" \
  'http://localhost:9200/_cluster/health?wait_for_status=yellow&timeout=1s'
