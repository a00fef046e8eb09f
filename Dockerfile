# Build: the executable jar, unpacked so that the libraries are a layer of their own.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml .
RUN mvn -B -ntp -q dependency:go-offline
COPY src src
RUN mvn -B -ntp -q -DskipTests package \
 && java -Djarmode=tools -jar target/ai-workflow-engine.jar extract --destination /engine

FROM eclipse-temurin:25-jre
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin engine \
 && install -d -o engine -g engine /data
WORKDIR /app
COPY --from=build /engine/lib lib
COPY --from=build /engine/ai-workflow-engine.jar .
COPY routes routes
USER engine
ENV ENGINE_DATA_DIR=/data \
    RUST_FLAVOR=cpu
VOLUME /data
# The engine listens on 127.0.0.1 of its container only: Caddy shares its network and stands in front of it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${ENGINE_PORT:-8000} && printf 'GET /api/v1/health HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", \
  "-DDJL_CACHE_DIR=/data/djl", "-jar", "ai-workflow-engine.jar"]
