# Writes `start`, which runs what Mono's compiler made on .NET: its library is .NET's, Mono's is not.
# .NET Core 3.1 is the newest that PyPI has; it wants OpenSSL 1.1, which a package of PyPI brings along.
set -euo pipefail
folder_of() {
    python3 -c "import importlib.util as u, os; print(os.path.dirname(u.find_spec('$1').origin))"
}
dotnet=$(folder_of dotnetcore2)/bin/dotnet
libraries=$(dirname "$(folder_of psycopg2)")/psycopg2_binary.libs
chmod +x "$dotnet"
mkdir ssl
ln -s "$libraries"/libssl-*.so.1.1 ssl/libssl.so.1.1
ln -s "$libraries"/libcrypto-*.so.1.1 ssl/libcrypto.so.1.1
cat > runtime.json <<'EOF'
{"runtimeOptions": {"framework": {"name": "Microsoft.NETCore.App", "version": "3.1.0"}}}
EOF
cat > start <<EOF
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 SSL_CERT_FILE=$1
export LD_LIBRARY_PATH=$PWD/ssl:$libraries
exec $dotnet exec --runtimeconfig $PWD/runtime.json "\$@"
EOF
