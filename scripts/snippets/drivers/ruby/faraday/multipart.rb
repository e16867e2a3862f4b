# Faraday 1 has multipart bodies itself; from 2 on they are a gem of their own.
