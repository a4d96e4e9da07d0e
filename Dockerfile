# Mooring on the JVM: docker build -t mooring .
FROM eclipse-temurin:21-jdk AS build
WORKDIR /code
COPY . .
RUN ./mvnw -B package -Dquick
# The final stage runs nothing as root, so the directory is made here.
RUN mkdir -p data

FROM eclipse-temurin:21-jre
WORKDIR /work
# From what changes seldom to what changes always, so that an update is a small layer.
COPY --from=build --chown=1001:root /code/target/quarkus-app/lib/ /work/lib/
COPY --from=build --chown=1001:root /code/target/quarkus-app/*.jar /work/
COPY --from=build --chown=1001:root /code/target/quarkus-app/app/ /work/app/
COPY --from=build --chown=1001:root /code/target/quarkus-app/quarkus/ /work/quarkus/
COPY --from=build --chown=1001:root /code/data /work/data
ENV QUARKUS_LOG_CONSOLE_JSON_ENABLED=true
VOLUME /work/data
EXPOSE 8080
USER 1001
# exec form: SIGTERM reaches the JVM itself, which says offline before it goes.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-Dquarkus.http.host=0.0.0.0", "-jar", "/work/quarkus-run.jar"]
