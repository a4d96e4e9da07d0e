package dev.mooring.packaged;

import dev.mooring.broker.MosquittoBroker;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** A test class that is skipped where there is no mosquitto. */
@EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MosquittoBroker.MISSING)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OnMosquitto {}
