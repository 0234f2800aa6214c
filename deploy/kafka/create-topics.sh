#!/bin/sh
# Creates the topics that are not there yet; run as often as you like. Runs in the Kafka image, against $KAFKA_BROKERS.
# $KAFKA_CLIENT_CONFIG may name a properties file with TLS and SASL settings. Replication is the broker's default.
set -eu

create() {
  topic=$1
  retention_ms=$2
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$KAFKA_BROKERS" \
    ${KAFKA_CLIENT_CONFIG:+--command-config "$KAFKA_CLIENT_CONFIG"} \
    --create --if-not-exists --topic "$topic" --partitions 6 \
    --config cleanup.policy=delete --config "retention.ms=$retention_ms"
}

# Six partitions: so many processes of one service can share the work. More later would move keys to other partitions
# and lose their order.
thirty_days=2592000000
for_ever=-1

# Reference data. Not compacted: an old order is priced and dated by the version of its own time, so a new service has to
# see every version in order, and these topics stay small.
create catalog "$for_ever"
create accounts "$for_ever"
create devices "$for_ever"

# Business events. The services keep what they need; the topics are there to catch up from and to replay.
create sales-orders "$thirty_days"
create order-documents "$thirty_days"
create license-requests "$thirty_days"
create payments "$thirty_days"
create orders "$thirty_days"
create entitlements "$thirty_days"
create licenses "$thirty_days"
create invoices "$thirty_days"
create mails "$thirty_days"
