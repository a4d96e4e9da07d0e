/**
 * The reactive messaging connector {@code mooring}: one channel is one topic filter over many sites.
 *
 * <p>Door: {@link dev.mooring.channel.SiteMessageMetadata} and {@link dev.mooring.channel.OutgoingSiteMetadata}, and the
 * connector itself, by configuration ({@code mp.messaging.incoming.<channel>.connector=mooring}). The only room that
 * knows reactive messaging. A lane (one site, usually) is owned by one event loop, usually its site's.
 */
@NullMarked
package dev.mooring.channel;

import org.jspecify.annotations.NullMarked;
