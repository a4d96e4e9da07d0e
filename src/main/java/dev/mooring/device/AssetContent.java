package dev.mooring.device;

import java.nio.file.Path;

/**
 * The bytes of an asset, or a part of them, as a body to answer with.
 *
 * @param asset whose they are
 * @param path where they are
 * @param files where to ask whether they are still the asset's
 * @param first the first byte, from 0
 * @param length how many bytes
 */
record AssetContent(StoredFile asset, Path path, AssetFiles files, long first, long length) {}
