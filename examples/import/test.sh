#!/bin/sh
# Compiles and runs the tests without Maven or Gradle.
set -eu
junit=${JUNIT:-/usr/share/java/junit-platform-console-standalone.jar}
gson=${GSON:-/usr/share/java/gson.jar}
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
javac -cp "$junit:$gson" -d "$classes" *.java
java -jar "$junit" -cp "$classes:$gson" --scan-classpath --disable-banner --details=tree
