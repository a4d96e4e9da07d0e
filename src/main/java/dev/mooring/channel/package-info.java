/**
 * The reactive messaging connector {@code mooring}: one channel is one topic filter over many sites.
 *
 * <p>Door: {@link dev.mooring.channel.SiteMessageMetadata}, and the connector itself, by configuration. The only room
 * that knows reactive messaging. A lane (one site, usually) is owned by the event loop of its site.
 */
@NullMarked
package dev.mooring.channel;

import org.jspecify.annotations.NullMarked;
