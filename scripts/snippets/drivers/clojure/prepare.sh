# Compiles clj-http, and writes the options that start a snippet with it.
set -euo pipefail
keytool -importcert -noprompt -file "$1" -keystore trust.jks -storetype JKS -storepass changeit
jars=$PWD/clj-http-compiled.jar
for jar in clojure-1.11 spec.alpha core.specs.alpha clj-http clj-tuple potemkin riddley slingshot \
    commons-codec commons-io commons-logging httpclient httpcore httpmime cheshire tigris \
    jackson-core jackson-dataformat-cbor jackson-dataformat-smile; do
    jars+=:/usr/share/java/$jar.jar
done
mkdir classes
java -cp "classes:$jars" -Dclojure.compile.path=classes clojure.main -e "(compile 'clj-http.client)"
jar cf clj-http-compiled.jar -C classes .
java -XX:ArchiveClassesAtExit=archive.jsa -XX:+UseSerialGC -cp "$jars" clojure.main \
    -e "(require 'clj-http.client)"
cat > options <<EOF
-XX:SharedArchiveFile=$PWD/archive.jsa
-XX:TieredStopAtLevel=1
-XX:+UseSerialGC
-Djavax.net.ssl.trustStore=$PWD/trust.jks
-cp
$jars
EOF
