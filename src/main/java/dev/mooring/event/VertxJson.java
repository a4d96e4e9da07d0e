package dev.mooring.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.function.Function;

/**
 * Writes Vert.x' JSON as what it stands for, wherever in some data it is; to Jackson alone it is a bean like others. Not
 * Vert.x' own module, which would also change how times and bytes are written.
 */
final class VertxJson extends SimpleModule {

    private static final long serialVersionUID = 1L;

    VertxJson() {
        super("mooring-vertx-json");
        addSerializer(JsonObject.class, as(JsonObject::getMap));
        addSerializer(JsonArray.class, as(JsonArray::getList));
    }

    private static <T> JsonSerializer<T> as(Function<T, Object> content) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider serializers) throws IOException {
                serializers.defaultSerializeValue(content.apply(value), json);
            }
        };
    }
}
